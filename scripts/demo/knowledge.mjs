// What the demo's assistant knows and is asked: a small tea and coffee shop, in six languages. Invented.

export const LANGUAGES = ['en', 'fa', 'de', 'es', 'zh', 'ar']

export const DOCUMENTS = [
  doc(
    'en',
    'returns',
    'Returns',
    'Unopened tea and coffee can be returned within 30 days. We refund to the card that paid, usually in five working days.',
  ),
  doc(
    'en',
    'shipping',
    'Shipping',
    'Orders placed before 2 pm leave the same day. Standard delivery takes two to four working days and is free above 40 euros.',
  ),
  doc(
    'en',
    'brewing',
    'Brewing',
    'Green tea tastes best at 75 °C for two minutes; black tea wants boiling water and four minutes; pour-over coffee 94 °C.',
  ),
  doc(
    'en',
    'gift',
    'Gift cards',
    'Gift cards come by e-mail, are valid for three years, and can pay for several orders until they are empty.',
  ),
  doc(
    'en',
    'caffeine',
    'Caffeine',
    'Rooibos and fruit teas hold no caffeine. Decaf coffee keeps about three per cent of it. Matcha has the most of our teas.',
  ),
  doc(
    'fa',
    'returns',
    'بازگرداندن کالا',
    'چای و قهوه‌ی بازنشده را تا ۳۰ روز می‌توان پس داد. پول به همان کارتی برمی‌گردد که با آن پرداخت شده، معمولاً در پنج روز کاری.',
  ),
  doc(
    'fa',
    'shipping',
    'ارسال سفارش',
    'سفارش‌هایی که پیش از ساعت ۱۴ ثبت شوند همان روز فرستاده می‌شوند. ارسال معمولی دو تا چهار روز کاری زمان می‌برد.',
  ),
  doc(
    'fa',
    'brewing',
    'دم کردن چای',
    'چای سبز را با آب ۷۵ درجه دو دقیقه دم کنید؛ چای سیاه آب جوش و چهار دقیقه زمان می‌خواهد؛ قهوه‌ی دمی ۹۴ درجه.',
  ),
  doc(
    'fa',
    'gift',
    'کارت هدیه',
    'کارت هدیه با ایمیل فرستاده می‌شود، سه سال اعتبار دارد و تا پایان موجودی در چند سفارش قابل استفاده است.',
  ),
  doc(
    'de',
    'returns',
    'Rückgabe',
    'Ungeöffneter Tee und Kaffee kann innerhalb von 30 Tagen zurückgegeben werden. Das Geld geht auf die Karte zurück, meist in fünf Werktagen.',
  ),
  doc(
    'de',
    'shipping',
    'Versand',
    'Bestellungen vor 14 Uhr gehen noch am selben Tag hinaus. Der Standardversand dauert zwei bis vier Werktage.',
  ),
  doc(
    'de',
    'brewing',
    'Zubereitung',
    'Grüner Tee schmeckt bei 75 °C und zwei Minuten am besten; schwarzer Tee braucht kochendes Wasser und vier Minuten.',
  ),
  doc(
    'es',
    'returns',
    'Devoluciones',
    'El té y el café sin abrir se pueden devolver en 30 días. Reembolsamos a la tarjeta usada, normalmente en cinco días hábiles.',
  ),
  doc(
    'es',
    'shipping',
    'Envíos',
    'Los pedidos hechos antes de las 14 h salen el mismo día. El envío estándar tarda de dos a cuatro días hábiles.',
  ),
  doc(
    'es',
    'caffeine',
    'Cafeína',
    'El rooibos y las infusiones de fruta no tienen cafeína. El café descafeinado conserva cerca del tres por ciento.',
  ),
  doc('zh', 'returns', '退货', '未开封的茶叶和咖啡可在30天内退货。退款会退回原付款卡，通常需要五个工作日。'),
  doc('zh', 'brewing', '冲泡', '绿茶用75度的水泡两分钟味道最好；红茶需要沸水和四分钟；手冲咖啡用94度的水。'),
  doc('zh', 'gift', '礼品卡', '礼品卡通过电子邮件发送，有效期三年，余额用完之前可以用于多个订单。'),
  doc(
    'ar',
    'returns',
    'الإرجاع',
    'يمكن إرجاع الشاي والقهوة غير المفتوحين خلال ٣٠ يومًا. يعود المبلغ إلى البطاقة نفسها، عادة خلال خمسة أيام عمل.',
  ),
  doc(
    'ar',
    'brewing',
    'تحضير الشاي',
    'الشاي الأخضر ألذ عند ٧٥ درجة لمدة دقيقتين؛ الشاي الأسود يحتاج ماءً مغليًا وأربع دقائق.',
  ),
]

/** Questions by language and topic; `order` asks for a tool. */
export const QUESTIONS = {
  en: {
    returns: ['Can I return tea that I have not opened yet?', 'How long does a refund for returned coffee take?'],
    shipping: ['How many working days does standard delivery take?', 'When does delivery become free?'],
    brewing: ['At what temperature should I brew green tea?', 'How many minutes does black tea want in boiling water?'],
    gift: ['How long are gift cards valid?'],
    caffeine: ['Which of your teas hold no caffeine?'],
    order: ['Where is my order {order}?', 'Has order {order} left yet?'],
  },
  fa: {
    returns: ['چای بازنشده را می‌توانم پس بدهم؟', 'پول قهوه‌ی برگشتی چند روز کاری بعد به کارت برمی‌گردد؟'],
    shipping: ['ارسال معمولی سفارش چند روز کاری زمان می‌برد؟'],
    brewing: ['چای سبز را با آب چند درجه دم کنم؟', 'چای سیاه چند دقیقه زمان می‌خواهد؟'],
    gift: ['کارت هدیه چند سال اعتبار دارد؟'],
    order: ['سفارش {order} کجاست؟'],
  },
  de: {
    returns: ['Kann ich ungeöffneten Tee zurückgeben?'],
    shipping: ['Wie viele Werktage dauert der Standardversand?'],
    brewing: ['Bei welcher Temperatur schmeckt grüner Tee am besten?'],
    order: ['Wo ist meine Bestellung {order}?'],
  },
  es: {
    returns: ['¿Puedo devolver un té sin abrir?'],
    shipping: ['¿Cuántos días hábiles tarda el envío estándar?'],
    caffeine: ['¿El rooibos tiene cafeína?'],
    order: ['¿Dónde está mi pedido {order}?'],
  },
  zh: {
    returns: ['未开封的茶叶可以退货吗？'],
    brewing: ['绿茶用多少度的水泡？'],
    gift: ['礼品卡的有效期是几年？'],
    order: ['我的订单 {order} 在哪里？'],
  },
  ar: {
    returns: ['هل يمكن إرجاع الشاي غير المفتوح؟'],
    brewing: ['ما درجة الحرارة المناسبة لتحضير الشاي الأخضر؟'],
    order: ['أين طلبي {order}؟'],
  },
}

export const PHRASES = {
  en: {
    lead: 'From our handbook:',
    shipped: (id, day) => `Order ${id} is on its way and should arrive on ${day}.`,
    lost: (id) => `I could not find order ${id}. Please check the number.`,
  },
  fa: {
    lead: 'در راهنمای ما آمده است:',
    shipped: (id, day) => `سفارش ${id} در راه است و باید ${day} برسد.`,
    lost: (id) => `سفارش ${id} را پیدا نکردم. لطفاً شماره را بررسی کنید.`,
  },
  de: {
    lead: 'In unserem Handbuch steht:',
    shipped: (id, day) => `Die Bestellung ${id} ist unterwegs und sollte am ${day} ankommen.`,
    lost: (id) => `Ich finde die Bestellung ${id} nicht. Bitte prüfen Sie die Nummer.`,
  },
  es: {
    lead: 'Según nuestra guía:',
    shipped: (id, day) => `El pedido ${id} está en camino y debería llegar el ${day}.`,
    lost: (id) => `No encuentro el pedido ${id}. Compruebe el número, por favor.`,
  },
  zh: {
    lead: '根据我们的手册：',
    shipped: (id, day) => `订单 ${id} 已发货，预计 ${day} 送达。`,
    lost: (id) => `没有找到订单 ${id}，请核对号码。`,
  },
  ar: {
    lead: 'جاء في دليلنا:',
    shipped: (id, day) => `الطلب ${id} في الطريق ومن المتوقع أن يصل ${day}.`,
    lost: (id) => `لم أجد الطلب ${id}. يرجى التحقق من الرقم.`,
  },
}

export const COMMENTS = {
  good: ['Thanks, that helped', 'ممنون، دقیق بود', 'Perfekt', 'Muy claro', '很有帮助', 'شكرًا'],
  bad: ['That was not my question', 'جواب سؤالم نبود', 'Zu lang', 'No me sirvió'],
}

function doc(language, topic, title, text) {
  return { id: `${language}-${topic}`, language, topic, title, text }
}
