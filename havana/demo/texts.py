"""What the sample alerts say, in English and Arabic (the second language of the sample organisations)."""

URGENT = {
    "en": {
        "headline": "Country A: Sample Lawyer S. L. detained after defending protesters",
        "facts": "Sample Lawyer S. L. was detained at the office in City A. Files were seized. Nobody has been told of a charge, and "
        "counsel has not been let in.\n\nThis is sample data.",
        "demands": "Release Sample Lawyer S. L. at once. Let counsel in within 48 hours. Return the files of clients unread.",
    },
    "ar": {
        "headline": "البلد أ: احتجاز المحامي النموذجي س. ل. بعد دفاعه عن متظاهرين",
        "facts": "احتُجز المحامي النموذجي س. ل. في مكتبه في المدينة أ، وصودرت ملفات، ولم يُبلَّغ أحد بأي تهمة.\n\nهذه بيانات نموذجية.",
        "demands": "الإفراج فورًا عن المحامي النموذجي س. ل.، والسماح لمحاميه بالدخول خلال 48 ساعة.",
    },
}
SHARED = {
    "en": {
        "headline": "Country B: hearing of Sample Lawyer S. L. next week, observers needed",
        "facts": "The hearing before Sample Court 2 is expected next week. The charge rests on a statement made "
        "in court.\n\nThis is sample data.",
        "demands": "Send an observer. Write to the sample ministry before the hearing. Do not publish.",
    },
    "ar": {
        "headline": "البلد ب: جلسة المحامي النموذجي س. ل. الأسبوع المقبل، نحتاج إلى مراقبين",
        "facts": "من المتوقع عقد الجلسة أمام المحكمة النموذجية 2 الأسبوع المقبل.\n\nهذه بيانات نموذجية.",
        "demands": "إرسال مراقب. الكتابة إلى الوزارة النموذجية قبل الجلسة. عدم النشر.",
    },
}
WITHDRAWN = {
    "en": {
        "headline": "Country C: campaign against Sample Lawyer S. L.",
        "facts": "Sample Lawyer S. L. is identified with the cause of a client in sample broadcasts.\n\nThis is sample data.",
        "demands": "End the campaign. Protect Sample Lawyer S. L. and the family.",
    },
    "ar": {
        "headline": "البلد ج: حملة ضد المحامي النموذجي س. ل.",
        "facts": "تربط برامج نموذجية بين المحامي النموذجي س. ل. وقضية موكله.\n\nهذه بيانات نموذجية.",
        "demands": "إنهاء الحملة وحماية المحامي النموذجي س. ل. وأسرته.",
    },
}
STATEMENT = {
    "en": {
        "headline": "Sample statement: lawyers' associations must be able to govern themselves",
        "facts": "Several sample bar associations report interference with their elections.\n\nThis is sample data.",
        "demands": "Respect the independence of lawyers' associations.",
    },
    "ar": {
        "headline": "بيان نموذجي: يجب أن تتمكن نقابات المحامين من إدارة نفسها",
        "facts": "أبلغت عدة نقابات محامين نموذجية عن تدخل في انتخاباتها.\n\nهذه بيانات نموذجية.",
        "demands": "احترام استقلال نقابات المحامين.",
    },
}
