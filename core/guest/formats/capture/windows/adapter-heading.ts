/**
 * What stands before the connection's name in a heading of ipconfig, longest first, as the localised ipconfig.exe of
 * Windows XP to 11 prints it. A medium without its own wording here is known by the word for adapter.
 */
const KINDS: readonly string[] = [
  // English, and systems that leave the kind in English
  'Ethernet adapter',
  'Wireless LAN adapter',
  'Wireless Network adapter',
  'Mobile Broadband adapter',
  'Token Ring adapter',
  'Tunnel adapter',
  'Unknown adapter',
  'Infiniband adapter',
  'ARCnet adapter',
  'FDDI adapter',
  'PPP adapter',
  // German
  'Ethernet-Adapter',
  'Ethernetadapter',
  'Drahtlos-LAN-Adapter',
  'Drahtlosnetzwerkadapter',
  'Mobiler Breitbandadapter',
  'Tunneladapter',
  'Unbekannter Adapter',
  'PPP-Adapter',
  // French
  'Carte Ethernet',
  'Carte réseau sans fil',
  'Carte réseau large bande mobile',
  'Carte Tunnel',
  'Carte PPP',
  'Carte inconnue',
  'Carte',
  // Spanish
  'Adaptador de Ethernet',
  'Adaptador Ethernet',
  'Adaptador de LAN inalámbrica',
  'Adaptador LAN inalámbrico',
  'Adaptador de banda ancha móvil',
  'Adaptador de túnel',
  'Adaptador desconocido',
  'Adaptador PPP',
  // Portuguese
  'Adaptador de Rede sem Fio',
  'Adaptador de rede sem fios',
  'Adaptador de LAN sem fios',
  'Adaptador de banda larga móvel',
  'Adaptador de túnel',
  'Adaptador desconhecido',
  // Italian
  'Scheda Ethernet',
  'Scheda LAN wireless',
  'Scheda LAN senza fili',
  'Scheda Tunnel',
  'Scheda PPP',
  'Scheda sconosciuta',
  'Scheda',
  // Dutch
  'Ethernet-adapter',
  'Draadloos LAN-adapter',
  'Draadloze LAN-adapter',
  'LAN-adapter voor draadloos netwerk',
  'Adapter voor draadloos LAN',
  'Tunnel-adapter',
  'Onbekende adapter',
  // Polish
  'Karta Ethernet',
  'Karta bezprzewodowej sieci LAN',
  'Karta szerokopasmowej sieci komórkowej',
  'Karta tunelowa',
  'Karta PPP',
  'Nieznana karta',
  'Karta',
  // Russian
  'Адаптер Ethernet',
  'Ethernet адаптер',
  'Ethernet-адаптер',
  'Адаптер беспроводной локальной сети',
  'Адаптер мобильного широкополосного подключения',
  'Туннельный адаптер',
  'Адаптер PPP',
  'Неизвестный адаптер',
  // Chinese, simplified and traditional
  '以太网适配器',
  '无线局域网适配器',
  '移动宽带适配器',
  '隧道适配器',
  '未知适配器',
  'PPP 适配器',
  '乙太網路卡',
  '乙太網路介面卡',
  '無線區域網路介面卡',
  '行動寬頻介面卡',
  '通道介面卡',
  '不明的介面卡',
  '未知的介面卡',
  'PPP 介面卡',
  // Japanese, Korean
  'イーサネット アダプター',
  'イーサネット アダプタ',
  'ワイヤレス LAN アダプター',
  'モバイル ブロードバンド アダプター',
  'トンネル アダプター',
  '不明なアダプター',
  '不明なアダプタ',
  'PPP アダプター',
  '이더넷 어댑터',
  '무선 LAN 어댑터',
  '터널 어댑터',
  '알 수 없는 어댑터',
  'PPP 어댑터',
  // Czech, Slovak, Hungarian
  'Adaptér sítě Ethernet',
  'Adaptér bezdrátové sítě LAN',
  'Adaptér pro tunelové připojení',
  'Adaptér Tunnel',
  'Adaptér siete Ethernet',
  'Adaptér bezdrôtovej siete LAN',
  'Vezeték nélküli hálózati adapter',
  'Bújtatási adapter',
  'Alagútadapter',
  // Swedish, Danish, Norwegian, Finnish
  'Ethernet-kort',
  'Trådlöst LAN-kort',
  'Trådlöst nätverkskort',
  'Tunnelkort',
  'Ethernet-netværkskort',
  'Ethernet-netværksadapter',
  'Trådløst LAN-netværkskort',
  'Trådløst LAN-kort',
  'Ethernet-sovitin',
  'Langattoman lähiverkon sovitin',
  'Tunnelisovitin',
  // Turkish, Greek
  'Ethernet bağdaştırıcısı',
  'Kablosuz LAN bağdaştırıcısı',
  'Tünel bağdaştırıcısı',
  'Προσαρμογέας Ethernet',
  'Προσαρμογέας ασύρματου τοπικού δικτύου',
].sort((a, b) => b.length - a.length)

/** The word for adapter, in a heading whose kind is not in the list above. */
const ADAPTER = /^.{0,40}?(?:adapt\S*|адаптер|适配器|介面卡|アダプター?|어댑터)\s+(?=\S)/i

/** The connection's name in a heading such as `Ethernet adapter Ethernet 2:`; null when the line is none. */
export function readAdapterHeading(text: string): string | null {
  if (text.length > 300) return null
  const shown = text.trim()
  if (!/[:：]$/.test(shown) || /\. *[:：]$/.test(shown)) return null
  const bare = shown.slice(0, -1).trimEnd()
  const kind = KINDS.find((one) => bare.startsWith(`${one} `) || bare.startsWith(`${one}\u00a0`))
  if (kind) return bare.slice(kind.length).trim()
  const word = /^\s/.test(text) ? null : ADAPTER.exec(bare)
  return word ? bare.slice(word[0].length).trim() : null
}

/** `Windows IP Configuration`, `Configuration IP de Windows`, `Windows IP 配置` …: a title, so without punctuation. */
export const IPCONFIG_TITLE = /^(?=.{5,60}$)(?=.*Windows)(?=.*\bIP\b)[^.:;,!?<>|=/()\\]*$/
