// A grpc-js client of our server: finds the service by reflection, calls every kind of method, prints what it saw as JSON.
import { createRequire } from 'node:module';
const require = createRequire(process.argv[2] + '/');
const grpc = require('@grpc/grpc-js');
const { GrpcReflection } = require('grpc-js-reflection-client');

const address = process.argv[3];
const insecure = grpc.credentials.createInsecure();
const seen = {};

const reflection = new GrpcReflection(address, insecure, {}, 'v1');
seen.services = await reflection.listServices();
seen.servicesAlpha = await new GrpcReflection(address, insecure, {}, 'v1alpha').listServices();
seen.methods = (await reflection.listMethods('rpctest.v1.TestService')).map(method => method.name);
seen.missing = await reflection.getDescriptorBySymbol('rpctest.v1.Nothing').then(() => 'found', error => String(error.message ?? error));

const descriptor = await reflection.getDescriptorBySymbol('rpctest.v1.TestService');
const api = descriptor.getPackageObject({ keepCase: true, longs: String, enums: String }).rpctest.v1;
const client = new api.TestService(address, insecure, {
  'grpc.max_receive_message_length': 16 << 20, 'grpc.max_send_message_length': 16 << 20,
});

const metadata = new grpc.Metadata();
metadata.set('x-text', 'hello there');
metadata.set('x-data-bin', Buffer.from([0, 255, 7]));
await new Promise(done => {
  const call = client.Echo({ text: '你好' }, metadata, (error, reply) => { seen.echo = error?.message ?? reply.text; });
  call.on('metadata', headers => {
    seen.header = headers.get('x-text')[0];
    seen.binary = headers.get('x-data-bin')[0].toString('hex');
  });
  call.on('status', status => { seen.trailer = status.metadata.get('x-after')[0]; done(); });
});

const unary = (method, request, options) => new Promise(done =>
  client[method](request, new grpc.Metadata(), options ?? {}, (error, reply) => done(error ? { code: error.code, details: error.details } : reply)));
seen.failure = await unary('Fail', { text: '100 % ünïcode\n你好' });
seen.bug = await unary('Fail', { text: 'bug' });
seen.unbound = await unary('Unbound', {});
seen.deadline = await unary('Echo', { text: 'late' }, { deadline: new Date(Date.now() - 1000) });
seen.tooLarge = await unary('Bytes', { data: Buffer.alloc(10485761) });
seen.large = (await unary('Bytes', { data: Buffer.alloc(4000000, 7) })).data?.length;

const gzip = new api.TestService(address, insecure, { 'grpc.default_compression_algorithm': 2 });
seen.gzip = await new Promise(done => gzip.Echo({ text: 'x'.repeat(5000) }, (error, reply) => done(error ? { code: error.code, details: error.details } : reply)));

seen.counted = await new Promise(done => {
  let count = 0;
  const call = client.CountTo({ number: 5000 });
  call.on('data', () => { count++; });
  call.on('error', error => done(error.message));
  call.on('end', () => done(count));
});
seen.lost = await new Promise(done => {
  const call = client.CountTo({ number: 2, total: 1 });
  call.on('data', () => {});
  call.on('error', error => done({ code: error.code, details: error.details }));
});
seen.sum = await new Promise(done => {
  const call = client.Sum((error, reply) => done(error?.message ?? reply.total));
  for (let i = 1; i <= 1000; i++) call.write({ number: i });
  call.end();
});
seen.chat = await new Promise(done => {
  const words = [];
  const call = client.Chat();
  call.on('data', reply => { words.push(reply.text); if (words.length === 3) call.end(); else call.write({ text: 'w' + words.length }); });
  call.on('error', error => done(error.message));
  call.on('end', () => done(words));
  call.write({ text: 'w0' });
});
seen.cancelled = await new Promise(done => {
  const call = client.CountTo({ number: '1000000000' });
  call.once('data', () => call.cancel());
  call.on('error', error => done(error.code));
});

console.log(JSON.stringify(seen));
process.exit(0);
