import type { CaptureSample } from './capture-samples'

const A = '00:16:3e:0a:5c:f1'
const SHOWN = '00-16-3E-0A-5C-F1'
const line = (label: string, value: string): string =>
  `   ${label}${' .'.repeat(Math.max(2, 18 - (label.length >> 1)))} : ${value}\n`

/** A listing as Windows prints it since Vista, in the words of a language. */
function listing(words: {
  title: string
  heading: string
  mac: string
  ipv6: string
  linkLocal: string
  ipv4: string
  mask: string
  gateway: string
  dns: string
  preferred: string
}): string {
  return `\n${words.title}\n\n${words.heading}\n\n${[
    line(words.mac, SHOWN),
    line(words.ipv6, `2001:db8::39(${words.preferred}) `),
    line(words.linkLocal, `fe80::1%11(${words.preferred}) `),
    line(words.ipv4, `172.17.20.29(${words.preferred}) `),
    line(words.mask, '255.255.240.0'),
    line(words.gateway, 'fe80::2%11'),
    '                                       172.17.16.1\n',
    line('DHCPv6 Client DUID', '00-01-00-01-2A-15-C3-11-1C-D3-05-F1-58-E1'),
    line(words.dns, 'fec0:0:0:ffff::1%1'),
    '                                       172.17.16.2\n',
  ].join('')}`
}

type Language = readonly [string, string, string, Omit<Parameters<typeof listing>[0], 'title' | 'heading'>]

// prettier-ignore
const LANGUAGES: readonly Language[] = [
  [
    'Windows IP Configuration',
    'Ethernet adapter Ethernet 2:',
    'Ethernet 2',
    {
      mac: 'Physical Address',
      ipv6: 'IPv6 Address',
      linkLocal: 'Link-local IPv6 Address',
      ipv4: 'IPv4 Address',
      mask: 'Subnet Mask',
      gateway: 'Default Gateway',
      dns: 'DNS Servers',
      preferred: 'Preferred',
    },
  ],
  [
    'Windows-IP-Konfiguration',
    'Drahtlos-LAN-Adapter WLAN:',
    'WLAN',
    {
      mac: 'Physische Adresse',
      ipv6: 'Temporäre IPv6-Adresse',
      linkLocal: 'Verbindungslokale IPv6-Adresse',
      ipv4: 'IPv4-Adresse',
      mask: 'Subnetzmaske',
      gateway: 'Standardgateway',
      dns: 'DNS-Server',
      preferred: 'Bevorzugt',
    },
  ],
  [
    'Configuration IP de Windows',
    'Carte Ethernet Connexion au réseau local\u00a0:',
    'Connexion au réseau local',
    {
      mac: 'Adresse physique',
      ipv6: 'Adresse IPv6',
      linkLocal: 'Adresse IPv6 de liaison locale',
      ipv4: 'Adresse IPv4',
      mask: 'Masque de sous-réseau',
      gateway: 'Passerelle par défaut',
      dns: 'Serveurs DNS',
      preferred: 'préféré',
    },
  ],
  [
    'Configuración IP de Windows',
    'Adaptador de LAN inalámbrica Wi-Fi:',
    'Wi-Fi',
    {
      mac: 'Dirección física',
      ipv6: 'Dirección IPv6',
      linkLocal: 'Vínculo: dirección IPv6 local',
      ipv4: 'Dirección IPv4',
      mask: 'Máscara de subred',
      gateway: 'Puerta de enlace predeterminada',
      dns: 'Servidores DNS',
      preferred: 'Preferido',
    },
  ],
  [
    'Configurazione IP di Windows',
    'Scheda LAN wireless Wi-Fi:',
    'Wi-Fi',
    {
      mac: 'Indirizzo fisico',
      ipv6: 'Indirizzo IPv6',
      linkLocal: 'Indirizzo IPv6 locale rispetto al collegamento',
      ipv4: 'Indirizzo IPv4',
      mask: 'Subnet mask',
      gateway: 'Gateway predefinito',
      dns: 'Server DNS',
      preferred: 'Preferenziale',
    },
  ],
  [
    'Configuração de IP do Windows',
    'Adaptador de Rede sem Fio Wi-Fi:',
    'Wi-Fi',
    {
      mac: 'Endereço Físico',
      ipv6: 'Endereço IPv6',
      linkLocal: 'Endereço IPv6 de link local',
      ipv4: 'Endereço IPv4',
      mask: 'Máscara de Sub-rede',
      gateway: 'Gateway Padrão',
      dns: 'Servidores DNS',
      preferred: 'Preferencial',
    },
  ],
  [
    'Windows IP 配置',
    '以太网适配器 以太网 2:',
    '以太网 2',
    {
      mac: '物理地址',
      ipv6: 'IPv6 地址',
      linkLocal: '本地链接 IPv6 地址',
      ipv4: 'IPv4 地址',
      mask: '子网掩码',
      gateway: '默认网关',
      dns: 'DNS 服务器',
      preferred: '首选',
    },
  ],
  [
    'Windows IP 設定',
    '乙太網路卡 乙太網路:',
    '乙太網路',
    {
      mac: '實體位址',
      ipv6: 'IPv6 位址',
      linkLocal: '連結-本機 IPv6 位址',
      ipv4: 'IPv4 位址',
      mask: '子網路遮罩',
      gateway: '預設閘道',
      dns: 'DNS 伺服器',
      preferred: '偏好選項',
    },
  ],
  [
    'Windows IP 構成',
    'イーサネット アダプター イーサネット:',
    'イーサネット',
    {
      mac: '物理アドレス',
      ipv6: 'IPv6 アドレス',
      linkLocal: 'リンクローカル IPv6 アドレス',
      ipv4: 'IPv4 アドレス',
      mask: 'サブネット マスク',
      gateway: 'デフォルト ゲートウェイ',
      dns: 'DNS サーバー',
      preferred: '優先',
    },
  ],
  [
    'Настройка протокола IP для Windows',
    'Адаптер беспроводной локальной сети Беспроводная сеть:',
    'Беспроводная сеть',
    {
      mac: 'Физический адрес',
      ipv6: 'IPv6-адрес',
      linkLocal: 'Локальный IPv6-адрес канала',
      ipv4: 'IPv4-адрес',
      mask: 'Маска подсети',
      gateway: 'Основной шлюз',
      dns: 'DNS-серверы',
      preferred: 'Основной',
    },
  ],
  [
    'Windows IP-configuratie',
    'Ethernet-adapter Ethernet:',
    'Ethernet',
    {
      mac: 'Fysiek adres',
      ipv6: 'IPv6-adres',
      linkLocal: 'Link-local IPv6-adres',
      ipv4: 'IPv4-adres',
      mask: 'Subnetmasker',
      gateway: 'Standaardgateway',
      dns: 'DNS-servers',
      preferred: 'voorkeur',
    },
  ],
  [
    'Konfiguracja IP systemu Windows',
    'Karta bezprzewodowej sieci LAN Wi-Fi:',
    'Wi-Fi',
    {
      mac: 'Adres fizyczny',
      ipv6: 'Adres IPv6',
      linkLocal: 'Adres IPv6 połączenia lokalnego',
      ipv4: 'Adres IPv4',
      mask: 'Maska podsieci',
      gateway: 'Brama domyślna',
      dns: 'Serwery DNS',
      preferred: 'Preferowane',
    },
  ],
]

export const WINDOWS_SAMPLES: readonly CaptureSample[] = [
  ...LANGUAGES.map(([title, heading, name, words]) => ({
    what: `ipconfig /all: ${title}`,
    format: 'ipconfig-all',
    text: listing({ title, heading, ...words }),
    links: {
      [`${name} ${A} null`]: ['2001:db8::39/null null null', 'fe80::1/null null link', '172.17.20.29/20 null null'],
    },
  })),
  {
    what: 'ipconfig /all of XP: no states, one label for all addresses, tunnels, a state of duplicates',
    format: 'ipconfig-all',
    text: `Windows IP Configuration

        Host Name . . . . . . . . . . . . : xp

Ethernet adapter Local Area Connection:

        Connection-specific DNS Suffix  . : example.net
        Physical Address. . . . . . . . . : ${SHOWN}
        IP Address. . . . . . . . . . . . : 172.17.20.29
        Subnet Mask . . . . . . . . . . . : 255.255.240.0
        IP Address. . . . . . . . . . . . : 172.17.20.39
        Subnet Mask . . . . . . . . . . . : 255.255.255.255
        IP Address. . . . . . . . . . . . : fe80::1%5
        Default Gateway . . . . . . . . . : 172.17.16.1
        DHCP Server . . . . . . . . . . . : 255.255.255.255
        DNS Servers . . . . . . . . . . . : fec0:0:0:ffff::1%1
                                            172.17.16.2

Tunnel adapter Automatic Tunneling Pseudo-Interface:

        Physical Address. . . . . . . . . : AC-11-14-1D
        IP Address. . . . . . . . . . . . : fe80::5efe:172.17.20.29%2
`,
    links: {
      [`Local Area Connection ${A} null`]: [
        '172.17.20.29/20 null null',
        '172.17.20.39/32 null null',
        'fe80::1/null null null',
      ],
      'Automatic Tunneling Pseudo-Interface null null': ['fe80::5efe:ac11:141d/null null null'],
    },
  },
]
