import type { account as inEnglish } from "../en/account.ts";

export const account: typeof inEnglish = {
  email: "Alamat surel",
  password: "Kata sandi",
  newPassword: "Kata sandi baru",
  showPassword: "Tampilkan kata sandi",
  hidePassword: "Sembunyikan kata sandi",
  emailMissing: "Masukkan alamat surel, misalnya nama@example.org.",
  passwordMissing: "Masukkan kata sandi Anda.",
  backToSignIn: "Kembali ke halaman masuk",

  signIn: {
    title: "Masuk",
    submit: "Masuk",
    forgotten: "Lupa kata sandi?",
    noAccount: "Belum punya akun?",
    register: "Buat akun",
    verified: "Alamat Anda sudah dikonfirmasi. Masuklah, dan brankas Anda dibuat.",
    reset:
      "Kata sandi baru Anda sudah berlaku, dan semua perangkat telah dikeluarkan. Masuklah dengan kata sandi itu.",
    registered: "Masuklah dengan alamat dan kata sandi yang Anda pilih.",
    wrong: "Alamat atau kata sandi salah. Periksa keduanya.",
  },

  register: {
    title: "Buat akun",
    lead: "Rumah pribadi untuk foto-foto Anda. Setiap foto disegel begitu tiba.",
    invited: "Anda diundang: akun ini langsung dapat dipakai begitu dibuat.",
    name: "Nama Anda",
    nameHint: "Jika berkenan. Nama ini ditampilkan di sudut halaman.",
    nameRefused: "Gunakan paling banyak 80 karakter, tanpa ganti baris.",
    submit: "Buat akun",
    haveAccount: "Sudah punya akun?",
    signIn: "Masuk",
    vault: "Jika suatu saat Anda lupa kata sandi",
    managed: {
      name: "Brankas terkelola",
      promise: "Anda dapat masuk kembali lewat surel",
      meaning:
        "Anda membuat kata sandi baru lewat tautan yang dikirim ke surel, dan foto-foto Anda terbuka seperti sebelumnya. Harganya: pengelola server ini juga dapat membuka brankas Anda.",
    },
    sealed: {
      name: "Brankas tersegel",
      promise: "Hanya Anda yang dapat masuk kembali",
      meaning:
        "Selama terkunci, tidak ada orang lain yang dapat membuka brankas Anda, termasuk pengelola server ini. Anda menyimpan sebuah kode pemulihan; tanpa kode itu dan kata sandi Anda, foto-foto Anda hilang untuk selamanya.",
    },
    onlyManaged:
      "Di server ini brankas bersifat terkelola: kata sandi yang terlupa dapat diganti lewat surel, dan pengelola server dapat membuka brankas Anda.",
    onlySealed:
      "Di server ini brankas bersifat tersegel: hanya kata sandi atau kode pemulihan Anda yang dapat membukanya. Tanpa keduanya, foto-foto Anda hilang untuk selamanya.",
    mailedTitle: "Periksa kotak surat Anda",
    mailed: (email) =>
      `Sebuah surel sedang dikirim ke ${email}. Buka tautan di dalamnya dalam dua hari untuk mengonfirmasi bahwa alamat itu milik Anda.`,
    mailMissing:
      "Belum ada setelah beberapa menit? Periksa folder spam, atau periksa alamatnya dan kirim sekali lagi.",
    mailToFolder:
      "Server ini sedang diuji coba dan tidak mengirim surel sungguhan: pengelolanya menemukan tautan itu di terminal dan di folder kotak keluar.",
    again: "Ubah alamat atau kirim lagi",
    closedTitle: "Server ini tidak menerima akun baru",
    closed: "Mintalah pengelola server ini membuatkan akun untuk Anda.",
    invitationTitle: "Anda memerlukan undangan",
    invitation: "Buka tautan di undangan Anda, atau mintalah undangan kepada pengelola server ini.",
    deadInvitation:
      "Undangan ini sudah dipakai, kedaluwarsa, atau ditarik kembali. Jika Anda sudah membuat akun dengannya, masuklah. Jika belum, mintalah yang baru kepada orang yang mengundang Anda.",
    withoutInvitation: "Buat akun tanpa undangan",
    domain:
      "Server ini hanya menerima alamat dari domain tertentu. Tanyakan kepada pengelola server ini domain mana saja.",
  },

  verify: {
    title: "Konfirmasikan alamat Anda",
    lead: "Satu klik, dan akun Anda siap.",
    submit: "Konfirmasikan alamat saya",
    incompleteTitle: "Tautan ini tidak lengkap",
    incomplete: "Buka lagi dari surel, dan pastikan tautannya tersalin seluruhnya.",
    dead: "Jika Anda sudah pernah mengonfirmasi alamat ini, silakan masuk. Jika belum, tautan ini sudah kedaluwarsa setelah dua hari: daftarlah sekali lagi.",
    registerAgain: "Daftar lagi",
  },

  forgotten: {
    title: "Lupa kata sandi?",
    lead: "Masukkan alamat akun Anda, dan tautan untuk membuat kata sandi baru dikirim ke sana.",
    submit: "Kirimi saya tautan",
    sentTitle: "Periksa kotak surat Anda",
    sent: (email) =>
      `Jika ${email} memiliki akun di sini, sebuah surel sedang dikirim. Tautannya berlaku selama satu jam.`,
    again: "Gunakan alamat lain",
  },

  resetByCode: {
    title: "Buat kata sandi baru",
    lead: "Dengan kode pemulihan, surel tidak diperlukan. Brankas Anda, tersegel atau tidak, terbuka dengan kata sandi baru; semua perangkat dikeluarkan.",
    link: "Gunakan kode pemulihan saja",
    byMail: "Gunakan tautan lewat surel saja",
  },

  reset: {
    title: "Buat kata sandi baru",
    lead: "Begitu kata sandi berlaku, semua perangkat dikeluarkan.",
    submit: "Simpan kata sandi",
    ask: "Minta tautan baru",
    sealedTitle: "Kata sandi Anda sudah berlaku. Brankas Anda masih tersegel.",
    sealed:
      "Tautan lewat surel tidak dapat membuka brankas tersegel. Masuklah dengan kata sandi baru; setelah itu brankas meminta kode pemulihan atau kata sandi lama Anda, satu kali saja.",
    signIn: "Ke halaman masuk",
  },

  unlock: {
    title: "Buka brankas Anda",
    as: (email) => `Anda masuk sebagai ${email}. Foto-foto Anda tetap tersegel sampai Anda membukanya.`,
    submit: "Buka",
    otherWays: "Cara lain untuk membuka",
    byPassword: "Buka dengan kata sandi saya",
    afterReset:
      "Dengan kata sandi Anda dapat masuk, tetapi kata sandi itu belum membuka brankas tersegel Anda: kata sandi dibuat lewat surel, atau kunci brankas diganti dengan kunci sandi. Bukalah sekali dengan salah satu cara berikut; setelah itu kata sandi saja sudah cukup.",
    how: "Buka dengan",
    code: "Kode pemulihan",
    former: "Kata sandi lama",
    codeHint: "56 huruf dan angka dalam kelompok empat. Huruf besar dan tanda hubung tidak berpengaruh.",
    present: "Kata sandi yang Anda pakai untuk masuk sekarang",
    wrongPassword: "Itu bukan kata sandi brankas ini.",
    wrongCode: "Kode atau kata sandi salah. Periksa keduanya.",
    wrongFormer: "Kata sandi lama itu tidak membuka brankas ini.",
    codeMissing: "Masukkan kode pemulihan Anda.",
    codeLength: (letters) => `Kode pemulihan terdiri dari 56 huruf dan angka; yang ini ${letters}.`,
    lost: "Tanpa kode pemulihan dan semua kata sandi yang pernah dimiliki brankas ini, tidak ada yang dapat membukanya: Anda tidak, pengelola server ini pun tidak.",
  },

  settings: {
    nav: "Pengaturan",
    profile: "Profil",
    security: "Keamanan",
    vault: "Brankas",
    tokens: "Token API",
    myData: "Data saya",
  },

  profile: {
    title: "Profil",
    name: "Nama Anda",
    nameHint: "Ditampilkan di sudut halaman.",
    save: "Simpan",
    saved: "Tersimpan.",
    since: (day) => `Akun dibuat pada ${day}`,
    administrator: "Anda mengelola server ini: akun ini adalah administrator.",
  },

  security: {
    title: "Kata sandi dan perangkat",
    password: "Kata sandi",
    passwordLead: "Menggantinya tidak menyentuh foto maupun kode pemulihan Anda.",
    change: "Ganti kata sandi",
    changed: "Kata sandi Anda sudah diganti.",
    none: "Akun Anda belum memiliki kata sandi. Dengan kata sandi, Anda dapat masuk dan membuka brankas tanpa pihak lain.",
    set: "Buat kata sandi",
    wasSet: "Kata sandi Anda sudah dibuat.",
    afterChange:
      "Perangkat lain tetap masuk, dan kunci brankas tidak berubah. Jika orang lain mengetahui kata sandi lama, keluarkan perangkat-perangkat itu dan ganti kuncinya.",
    replaceKey: "Ganti kunci brankas",
    devices: "Tempat Anda masuk",
    devicesLead: "Keluarkan perangkat yang tidak Anda kenal, lalu ganti kata sandi Anda.",
    device: (browser, system) => `${browser} di ${system}`,
    unknownDevice: "Perangkat tidak dikenal",
    thisDevice: "Perangkat ini",
    used: (when) => `Terakhir dipakai ${when}`,
    signedInAt: (when) => `Masuk ${when}`,
    end: "Keluarkan",
    endDevice: (device) => `Keluarkan ${device}`,
    ended: "Perangkat itu sudah dikeluarkan.",
    endOthers: "Keluarkan semua perangkat lain",
    endedOthers: "Anda sudah dikeluarkan di mana pun kecuali di sini.",
    onlyHere: "Anda tidak masuk di tempat lain.",
  },

  meter: {
    label: "Seberapa sulit ditebak",
    empty: {
      classic:
        "Dua belas karakter atau lebih, dengan huruf besar, huruf kecil, angka, dan karakter khusus. Atau biarkan pengelola kata sandi Anda membuatnya.",
      nist: "Lima belas karakter atau lebih, bebas jenisnya. Beberapa kata yang tidak berkaitan sudah baik, atau biarkan pengelola kata sandi Anda membuatnya.",
      nistWithFactor:
        "Dua belas karakter atau lebih, bebas jenisnya, karena langkah kedua menyertainya. Beberapa kata yang tidak berkaitan sudah baik, atau biarkan pengelola kata sandi Anda membuatnya.",
      nistMaybe:
        "Lima belas karakter atau lebih, bebas jenisnya; dua belas jika akun Anda memakai langkah kedua saat masuk. Beberapa kata yang tidak berkaitan sudah baik, atau biarkan pengelola kata sandi Anda membuatnya.",
    },
    strength: [
      "Sudah dikenal atau sangat mudah ditebak",
      "Sangat mudah ditebak",
      "Mudah ditebak",
      "Sulit ditebak",
      "Sangat sulit ditebak",
    ],
    good: "Kata sandi ini sudah baik.",
    guessable:
      "Aturannya terpenuhi, tetapi sebuah program dapat menebaknya. Tambahkan satu kata lain yang tidak berkaitan, atau apa saja yang kurang terduga.",
    ownWords:
      "Sebagian besar isinya adalah nama Anda, alamat Anda, atau kata Safelight. Tambahkan sesuatu yang lain.",
    tooShort: "Terlalu pendek untuk akun yang masuk hanya dengan kata sandi. Buatlah lebih panjang.",
    met: "terpenuhi",
    unmet: "belum terpenuhi",
    rules: {
      "too-short": (least) => `Paling sedikit ${least} karakter`,
      tooShortMaybe: (least, withFactor) =>
        `Paling sedikit ${least} karakter, atau ${withFactor} dengan langkah kedua`,
      "needs-upper-case": "Satu huruf besar",
      "needs-lower-case": "Satu huruf kecil",
      "needs-digit": "Satu angka",
      "needs-special": "Satu karakter khusus, seperti - atau !",
      "too-long": (most) => `Paling banyak ${most} karakter`,
    },
  },
};
