import type { vault as inEnglish } from "../en/vault.ts";

const pictures = (count: number) => `${count.toLocaleString("id")} foto`;

/** The same sentence wherever a key is replaced: what that cannot undo. */
const COPIES_TAKEN_BEFORE =
  "Salinan data server yang diambil sebelumnya, bersama kunci induk server atau kata sandi lama Anda, tetap dapat membuka foto-foto dari masa itu.";

export const vault: typeof inEnglish = {
  settings: {
    title: "Brankas",
    managed: {
      title: "Brankas Anda terkelola",
      meaning:
        "Jika Anda lupa kata sandi, Anda membuat yang baru lewat surel dan foto-foto Anda terbuka seperti sebelumnya. Pengelola server ini, dengan kunci induknya, dapat membuka brankas Anda.",
    },
    sealed: {
      title: "Brankas Anda tersegel",
      meaning:
        "Hanya yang Anda pegang yang membukanya: kata sandi, kode pemulihan, dan kunci sandi yang dapat membuka brankas. Pengelola server ini tidak dapat membukanya selama terkunci, dan tidak dapat membantu jika semuanya hilang.",
    },
    seal: "Segel brankas ini",
    makeManaged: "Jadikan terkelola",
    kit: "Kode pemulihan",
    kitLead: "56 huruf dan angka yang membuka brankas Anda saat kata sandi hilang.",
    kitSaved: "Sudah Anda simpan dan periksa.",
    kitMissing: "Belum disimpan. Brankas Anda menerima foto setelah kode ini disimpan.",
    kitOptional: "Belum disimpan. Kode ini membuka brankas Anda bahkan saat surel tidak sampai.",
    kitMake: "Simpan kode pemulihan saya",
    kitRenew: "Buat yang baru",
    kitTry: "Pastikan kodenya berfungsi",
    key: "Kunci brankas",
    keyLead:
      "Satu kunci menyegel kunci semua foto Anda. Gantilah jika orang lain mungkin pernah memegang kata sandi, perangkat, atau program Anda.",
    keyReplace: "Ganti kunci brankas",
    lockTitle: "Mengunci",
    lock: "Kunci sekarang",
    lockLead:
      "Anda tetap masuk, tetapi tidak ada yang terlihat sampai Anda memasukkan kata sandi. Tab lain yang terbuka ikut terkunci.",
  },

  progress: {
    label: "Penyegelan ulang",
    keys: (left) =>
      `${left.toLocaleString("id")} kunci foto dan album masih harus disegel dengan kunci brankas yang baru.`,
    pictures: (left) => `${pictures(left)} masih harus disegel ulang.`,
    pace: "Ini berlanjut dengan sendirinya selama brankas Anda terbuka, dan sementara itu semuanya dapat dipakai.",
  },

  leftBehind: {
    title: (left) => `${left.toLocaleString("id")} kunci tidak dapat ikut dipindahkan`,
    advice:
      "Saat kunci brankas terakhir diganti, kunci-kunci itu, atau jalan menuju kunci itu, tidak lolos pemeriksaan. Foto atau albumnya ditampilkan sebagai rusak. Sebelum Anda mengganti kunci lagi, beri tahu pengelola server ini: cadangan mungkin mengembalikannya, dan penggantian berikutnya melepaskan yang tetap gagal.",
  },

  managed: {
    title: "Jadikan brankas Anda terkelola?",
    meaning:
      "Jika Anda lupa kata sandi, tautan lewat surel membawa Anda masuk kembali. Harganya: pengelola server ini, dengan kunci induknya, juga dapat membuka brankas Anda.",
    stays: "Kata sandi dan kode pemulihan Anda tidak berubah.",
    later:
      "Anda dapat menyegelnya lagi nanti. Salinan data server yang diambil di antaranya, bersama kunci induknya, tetap dapat membuka foto-foto dari masa itu.",
    go: "Jadikan terkelola",
    done: "Brankas Anda kini terkelola.",
  },

  renewal: {
    does: "Yang dilakukannya",
    doesNot: "Yang tidak dapat dibatalkannya",
    copies: COPIES_TAKEN_BEFORE,
    newCode:
      "Anda mendapat kode pemulihan baru. Yang lama berlaku sampai langkah terakhir, dan setelah itu tidak pernah lagi.",
    endsOthers: "Semua perangkat lain dikeluarkan, dan semua token API berakhir. Perangkat ini tetap masuk.",
    passkeys:
      "Kunci sandi tetap dapat dipakai untuk masuk. Masing-masing kembali membuka brankas setelah Anda memakainya satu kali selama brankas terbuka.",
    under: "Kunci baru saja diganti, dan fotonya masih dipindahkan. Tunggu sampai selesai.",
    begin: "Lanjut ke kode pemulihan baru",
    confirmTitle: "Ketik kembali",
    confirmLead: "Masukkan kode dari tempat Anda menyimpannya, beserta kata sandi Anda. Setelah itu selesai.",
    confirmLeadPasskey:
      "Masukkan kode dari tempat Anda menyimpannya, lalu gunakan salah satu kunci sandi Anda. Setelah itu selesai.",
    ownTitle: "Sesuatu milik Anda yang membukanya",
    ownPassword:
      "Akun Anda tidak memiliki kata sandi. Kunci baru memerlukan rahasia milik Anda sendiri: buatlah kata sandi dahulu.",
    ownPasskey:
      "Akun Anda tidak memiliki kata sandi, jadi salah satu kunci sandi Anda harus dapat membuka brankas. Jika tidak ada yang dapat, buatlah kata sandi dahulu.",
    ownSubmit: "Buat kata sandi",
    toSettings: "Kembali ke brankas",
  },

  seal: {
    title: "Segel brankas Anda",
    lead: "Setelah itu tidak ada orang lain yang dapat membuka brankas Anda selama terkunci, termasuk pengelola server ini.",
    onlyYou:
      "Hanya yang Anda pegang yang membukanya: kata sandi, kode pemulihan, dan kunci sandi yang dapat membuka brankas. Tautan lewat surel tidak dapat lagi.",
    lostTitle: "Yang menjadi tanggungan Anda",
    lost: "Jika kata sandi dan kode pemulihan Anda hilang, tidak ada yang dapat membukanya, dan yang tersisa hanyalah memulai lagi dengan brankas kosong: Anda memintanya sekali, dikirimi surel dua kali, dan setelah 7 hari setiap foto di brankas lama dimusnahkan.",
    newKey: "Kunci brankas diganti: semua perangkat lain dikeluarkan, dan semua token API berakhir.",
    submit: "Segel brankas",
    doneTitle: "Brankas Anda tersegel",
    done: "Simpan kode pemulihan baik-baik. Jika semua rahasia Anda yang lain hilang, hanya kode itu yang membuka brankas ini.",
  },

  rotate: {
    title: "Ganti kunci brankas",
    lead: "Untuk saat orang lain mungkin pernah memegang kata sandi, perangkat, atau program Anda.",
    newKey:
      "Semua yang Anda tambahkan sejak saat itu disegel dengan kunci baru, dan semua kunci yang Anda miliki dipindahkan ke sana.",
    reseal: "Segel ulang foto lama",
    resealMeaning:
      "Memberi foto yang sudah ada kunci data baru dan berkas yang disegel ulang, sehingga hal itu berakhir bagi yang disimpan sejak saat itu. Ini memerlukan waktu dan berlanjut dengan sendirinya selama brankas Anda terbuka.",
    submit: "Ganti kunci",
    doneTitle: "Brankas Anda memiliki kunci baru",
    done: "Kode pemulihan baru sudah berlaku, dan semua perangkat lain dikeluarkan.",
  },

  rehearsal: {
    title: "Pastikan kode pemulihan Anda berfungsi",
    lead: "Masukkan kode dari tempat Anda menyimpannya. Tidak ada yang berubah; Anda hanya mengetahui bahwa salinan Anda benar.",
    label: "Kode dari salinan Anda",
    submit: "Coba kode",
    mismatch:
      "Itu bukan kode yang berlaku. Bandingkan dengan salinan Anda, atau periksa apakah Anda memiliki yang lebih baru.",
    lost: "Tidak menemukannya?",
    renew: "Buat yang baru",
    doneTitle: "Kodenya berfungsi",
    done: "Kode ini membuka brankas Anda. Kembalikan ke tempatnya.",
    banner: "Apakah kode pemulihan Anda masih ada?",
    bannerTry: "Pastikan kodenya berfungsi",
    bannerLater: "Nanti saja",
  },

  startAgain: {
    offer: "Semua kunci saya hilang",
    title: "Mulai lagi dengan brankas kosong?",
    why: "Ini untuk saat kata sandi, kode pemulihan, dan semua kunci sandi Anda hilang. Setelah itu tidak ada yang dapat membuka brankas ini: Anda tidak, pengelola server ini pun tidak.",
    wait: "Selama 7 hari tidak terjadi apa-apa. Anda dikirimi surel sekarang, dan sekali lagi dua hari sebelum berakhir.",
    keep: "Sampai saat itu Anda mempertahankan semuanya dengan membuka brankas di perangkat mana pun, atau dengan tautan di surel yang terbaru.",
    thenEmpty:
      "Setelah itu setiap foto di dalamnya dimusnahkan untuk selamanya, dan brankas baru yang kosong dimulai. Akun, alamat, dan kata sandi Anda tetap.",
    go: "Mulai lagi dalam 7 hari",
    askedTitle: (when) => `Pada ${when} brankas ini dikosongkan`,
    asked:
      "Seperti diminta di sini, setiap foto di dalamnya dimusnahkan pada saat itu, dan brankas baru yang kosong dimulai. Untuk mempertahankannya, buka brankas sebelum itu, atau buka tautan di surel terbaru tentang hal ini.",
  },

  keep: {
    title: "Pertahankan brankas Anda",
    lead: "Seseorang, kemungkinan besar Anda, meminta memulai lagi dengan brankas kosong. Satu klik, dan semuanya tetap seperti sekarang.",
    submit: "Pertahankan brankas saya",
    doneTitle: "Brankas Anda tetap ada",
    done: "Tidak ada yang dimusnahkan. Jika bukan Anda yang memintanya, orang lain dapat masuk sebagai Anda: buat kata sandi baru.",
    newPassword: "Buat kata sandi baru",
    dead: "Setiap tautan berlaku satu kali, dan hanya yang ada di surel terbaru. Jika brankas sudah Anda pertahankan, semuanya baik. Jika belum, masuklah dan buka brankas: itu juga mempertahankannya.",
  },

  waysIn: {
    title: "Jalan masuk Anda yang lain",
    lead: "Anda membuat kata sandi baru lewat surel. Semua perangkat dikeluarkan, dan semua token API berakhir. Yang tercantum di sini masih membuka jalan masuk: simpan yang milik Anda, dan lepaskan yang bukan.",
    kit: "Kode pemulihan",
    kitInForce:
      "Sebuah kode sedang berlaku. Jika orang lain mungkin membuat atau melihatnya, buat yang baru: yang lama berakhir.",
    kitAbsent: "Tidak ada yang berlaku.",
    kitRenew: "Buat yang baru",
    kitSave: "Simpan satu",
    tokens: "Token API",
    noTokens: "Tidak ada: semuanya berakhir saat kata sandi disetel ulang.",
    passkeys: "Kunci sandi",
    noPasskeys: "Tidak ada.",
    providers: "Penyedia masuk",
    noProviders: "Tidak ada yang terhubung.",
    since: (when) => `Sejak ${when}`,
    dropPasskeys: "Periksa kunci sandi saya",
    dropProviders: "Periksa penyedia saya",
    dropTokens: "Periksa token saya",
    key: "Kunci brankas",
    keyLead: "Jika orang lain pernah berada di akun Anda, ganti juga kunci brankasnya.",
    keyReplace: "Ganti kunci brankas",
    done: "Selesai: ke foto-foto saya",
  },

  kit: {
    title: "Kode pemulihan",
    why: "Kode ini membuka brankas Anda jika Anda lupa kata sandi. Simpan di kertas atau di pengelola kata sandi, terpisah dari perangkat ini.",
    whySealed:
      "Brankas Anda tersegel: jika Anda lupa kata sandi, kode ini adalah satu-satunya jalan kembali ke foto-foto Anda. Brankas menerima foto setelah Anda menyimpannya.",
    once: "Kode ditampilkan satu kali. Kode baru membuat yang lama tidak berguna begitu Anda mengetiknya kembali.",
    make: "Tampilkan kode pemulihan saya",
    later: "Nanti",
    step: (step) => `Langkah ${step} dari 2`,
    saveTitle: "Simpan kode ini",
    saveLead:
      "Cetak, simpan sebagai berkas, atau salin ke pengelola kata sandi Anda. Kode ini hanya ditampilkan sekarang.",
    codeLabel: "Kode pemulihan Anda",
    print: "Cetak",
    save: "Simpan sebagai teks",
    copy: "Salin",
    copied: "Tersalin. Kosongkan papan klip setelah kodenya tersimpan di tempatnya.",
    copyRefused: "Peramban tidak mengizinkan penyalinan. Pilih kodenya dan salin sendiri.",
    saved: "Sudah saya simpan",
    typeTitle: "Ketik kembali",
    typeLead: "Masukkan kode dari tempat Anda menyimpannya, supaya Anda tahu salinan Anda benar.",
    typeLabel: "Kode dari salinan Anda",
    confirm: "Periksa kode",
    back: "Tampilkan kode lagi",
    mismatch: "Itu bukan kode yang ditampilkan. Bandingkan dengan salinan Anda, kelompok demi kelompok.",
    doneTitle: "Kode pemulihan Anda sudah berlaku",
    done: "Simpan baik-baik. Dengan kode ini Anda selalu dapat kembali ke foto-foto Anda.",
    toPictures: "Ke foto-foto saya",
    fileName: "safelight-kode-pemulihan.txt",
    file: (kit) =>
      [
        "KODE PEMULIHAN SAFELIGHT",
        "",
        `Server   ${kit.origin}`,
        `Akun     ${kit.email}`,
        `Dibuat   ${kit.made}`,
        "",
        ...kit.code.map((line) => `    ${line}`),
        "",
        "Kode ini membuka brankas Anda jika Anda lupa kata sandi.",
        "Dengan kode ini, siapa pun yang dapat masuk sebagai Anda, atau memiliki salinan data server,",
        "dapat melihat foto-foto Anda: simpan di tempat yang hanya dapat Anda jangkau.",
        `Cara memakainya: buka ${kit.origin}/forgotten/code, lalu buat kata sandi baru dengan kode itu.`,
        "",
      ].join("\r\n"),
    printTitle: "Kode pemulihan Safelight",
    printServer: "Server",
    printAccount: "Akun",
    printMade: "Dibuat",
    printUse: (origin) =>
      `Kode ini membuka brankas Anda jika Anda lupa kata sandi. Untuk memakainya, buka ${origin}/forgotten/code, lalu buat kata sandi baru dengan kode itu. Dengan kode ini, siapa pun yang dapat masuk sebagai Anda, atau memiliki salinan data server, dapat melihat foto-foto Anda: simpan di tempat yang hanya dapat Anda jangkau.`,
  },
};
