// The words of web/features/account.

export const account = {};
