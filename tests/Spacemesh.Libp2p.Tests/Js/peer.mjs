// A js-libp2p node that does what lines of JSON on its standard input say, and answers with lines of JSON.
// Arguments: folder with node_modules, options as JSON.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'

const folder = process.argv[2]
const options = JSON.parse(process.argv[3])
const require = createRequire(folder + '/package.json')
const load = async (name) => {
  // Packages export ES modules only: their entry is read from package.json.
  const base = folder + '/node_modules/' + name
  const manifest = require(base + '/package.json')
  const entry = manifest.exports['.']?.import ?? manifest.exports['.']?.default ?? manifest.exports['.'] ?? './dist/src/index.js'
  return import(pathToFileURL(base + '/' + (typeof entry === 'string' ? entry : entry.default)))
}

const { createLibp2p } = await load('libp2p')
const { tcp } = await load('@libp2p/tcp')
const { noise } = await load('@chainsafe/libp2p-noise')
const { yamux } = await load('@chainsafe/libp2p-yamux')
const { identify, identifyPush } = await load('@libp2p/identify')
const { ping } = await load('@libp2p/ping')
const { multiaddr } = await load('@multiformats/multiaddr')
const { peerIdFromString } = await load('@libp2p/peer-id')
const { CID } = await load('multiformats')

const services = { identify: identify(), identifyPush: identifyPush(), ping: ping() }
const transports = [tcp()]
if (options.quic) {
  const { quic } = await load('@chainsafe/libp2p-quic')
  transports.push(quic())
}
if (options.gossip) {
  const { gossipsub } = await load('@libp2p/gossipsub')
  services.pubsub = gossipsub({
    globalSignaturePolicy: options.gossip,
    allowPublishToZeroTopicPeers: true,
    emitSelf: false,
    D: 6, Dlo: 4, Dhi: 8, Dout: 3, Dlazy: 8,
    msgIdFn: (message) => createHash('sha256').update(Buffer.from(message.topic)).update(message.data).digest()
  })
}
if (options.kad) {
  const { kadDHT, passthroughMapper } = await load('@libp2p/kad-dht')
  services.dht = kadDHT({ protocol: options.kad, clientMode: false, peerInfoMapper: passthroughMapper })
}
if (options.autonat) {
  const { autoNAT } = await load('@libp2p/autonat')
  services.autoNAT = autoNAT()
}
if (options.relayServer || options.relayClient) {
  const { circuitRelayServer, circuitRelayTransport } = await load('@libp2p/circuit-relay-v2')
  if (options.relayServer) services.relay = circuitRelayServer()
  if (options.relayClient) transports.push(circuitRelayTransport())
}
if (options.dcutr) {
  const { dcutr } = await load('@libp2p/dcutr')
  services.dcutr = dcutr()
}

const say = (value) => process.stdout.write(JSON.stringify(value) + '\n')
const node = await createLibp2p({
  addresses: { listen: options.listen ?? ['/ip4/127.0.0.1/tcp/0'], announce: options.announce ?? [] },
  transports,
  connectionEncrypters: [noise({ prologueBytes: Buffer.from(options.prologue ?? '') })],
  streamMuxers: [yamux()],
  connectionGater: { denyDialMultiaddr: () => false },
  services
})

const bytes = (chunk) => Buffer.from(chunk.subarray ? chunk.subarray() : chunk)
await node.handle('echo/1', async (stream) => {
  try {
    for await (const chunk of stream) {
      if (!stream.send(bytes(chunk))) await new Promise((resolve) => stream.addEventListener('drain', resolve, { once: true }))
    }
    await stream.close()
  } catch { stream.abort(new Error('echo')) }
}, { runOnLimitedConnection: true, maxInboundStreams: 1000 })
// hs/1: answers the length-prefixed request without waiting for its end, then closes.
await node.handle('hs/1', async (stream) => {
  let got = Buffer.alloc(0)
  for await (const chunk of stream) {
    got = Buffer.concat([got, bytes(chunk)])
    if (got.length > 0 && got.length > got[0]) break
  }
  stream.send(Buffer.from([4, 0, 0]))
  await stream.close()
})
// The clock of spec 08 §13.2: a request is a compact number below 64; the answer repeats it and adds our time in nanoseconds.
await node.handle('/peersync/1.0/', async (stream) => {
  for await (const chunk of stream) {
    const answer = Buffer.alloc(10)
    answer[0] = bytes(chunk)[0]
    answer[1] = 0x13
    answer.writeBigUInt64LE(BigInt(Date.now() + (options.clockAhead ?? 0)) * 1000000n, 2)
    stream.send(answer)
    break
  }
  await stream.close()
})
await node.handle('reset/1', async (stream) => { stream.abort(new Error('reset')) })
node.services.pubsub?.addEventListener('message', (event) =>
  say({ event: 'message', topic: event.detail.topic, data: Buffer.from(event.detail.data).toString('hex') }))

// Asks again until the answer satisfies the caller: meshes and tables take a heartbeat to form.
const until = async (ask, good) => {
  for (let i = 0; ; i++) {
    const answer = await ask()
    if (good(answer) || i === 300) return answer
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const commands = {
  dial: async ({ address }) => {
    const connection = await node.dial(multiaddr(address))
    return { encryption: connection.encryption, muxer: connection.multiplexer, peer: connection.remotePeer.toString(), limits: connection.limits != null }
  },
  peer: async ({ id, protocol }) => {
    const peer = await until(
      () => node.peerStore.get(peerIdFromString(id)).catch(() => ({ protocols: [], addresses: [], metadata: new Map() })),
      (known) => known.protocols.includes(protocol))
    const text = (name) => peer.metadata.has(name) ? Buffer.from(peer.metadata.get(name)).toString() : ''
    return {
      protocols: [...peer.protocols].map(String).sort(),
      addresses: peer.addresses.map((a) => a.multiaddr.toString()),
      signed: peer.peerRecordEnvelope != null,
      agent: text('AgentVersion')
    }
  },
  ping: async ({ id }) => ({ ms: await node.services.ping.ping(peerIdFromString(id)) }),
  request: async ({ id, protocol, data, length, repeat, limited }) => {
    const stream = await node.dialProtocol(peerIdFromString(id), protocol, { runOnLimitedConnection: limited === true })
    const out = Buffer.from(data, 'hex')
    const times = repeat ?? 1
    const write = (async () => {
      for (let i = 0; i < times; i++) {
        if (!stream.send(out)) await new Promise((resolve) => stream.addEventListener('drain', resolve, { once: true }))
      }
    })()
    const hash = createHash('sha256')
    let count = 0
    let first = Buffer.alloc(0)
    for await (const chunk of stream) {
      const part = bytes(chunk)
      hash.update(part)
      count += part.length
      if (first.length < 64) first = Buffer.concat([first, part])
      if (count >= length) break
    }
    await write
    await stream.close()
    return { count, first: first.subarray(0, 64).toString('hex'), hash: hash.digest('hex') }
  },
  subscribe: async ({ topic, reject }) => {
    if (reject) node.services.pubsub.topicValidators.set(topic, (peer, message) => message.data[0] === 0xee ? 'reject' : 'accept')
    node.services.pubsub.subscribe(topic)
    return {}
  },
  subscribers: async ({ topic }) => until(
    () => ({ peers: node.services.pubsub.getSubscribers(topic).map(String), mesh: node.services.pubsub.getMeshPeers(topic).map(String) }),
    (answer) => answer.mesh.length > 0),
  publish: async ({ topic, data }) => {
    const result = await node.services.pubsub.publish(topic, Buffer.from(data, 'hex'))
    return { recipients: result.recipients.length }
  },
  findPeer: async ({ id }) => {
    const found = await node.services.dht.findPeer(peerIdFromString(id), { signal: AbortSignal.timeout(20000) })
    for await (const event of found) if (event.name === 'FINAL_PEER') return { addresses: event.peer.multiaddrs.map(String) }
    return { addresses: [] }
  },
  table: async ({ size }) => until(() => ({ size: node.services.dht.routingTable.size }), (answer) => answer.size >= size),
  provide: async ({ cid }) => {
    for await (const _ of node.services.dht.provide(CID.parse(cid), { signal: AbortSignal.timeout(20000) })) { /* to the end */ }
    return {}
  },
  findProviders: async ({ cid }) => {
    const peers = new Set()
    for await (const event of node.services.dht.findProviders(CID.parse(cid), { signal: AbortSignal.timeout(20000) })) {
      if (event.name === 'PROVIDER') for (const provider of event.providers) peers.add(provider.id.toString())
    }
    return { peers: [...peers] }
  },
  circuit: async () => until(
    () => ({ addresses: node.getMultiaddrs().map(String).filter((address) => address.includes('p2p-circuit')) }),
    (answer) => answer.addresses.length > 0),
  connections: async ({ id }) => ({ connections: node.getConnections(peerIdFromString(id)).map((c) => ({ limited: c.limits != null, address: c.remoteAddr.toString() })) }),
  stop: async () => { setTimeout(() => process.exit(0), 100); await node.stop(); return {} }
}

say({ event: 'ready', id: node.peerId.toString(), addresses: node.getMultiaddrs().map(String) })
createInterface({ input: process.stdin }).on('line', async (line) => {
  const request = JSON.parse(line)
  try {
    say({ reply: request.number, ...(await commands[request.command](request)) })
  } catch (error) {
    say({ reply: request.number, error: String(error?.stack ?? error) })
  }
}).on('close', () => process.exit(0))
