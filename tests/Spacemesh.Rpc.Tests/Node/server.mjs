// A grpc-js server for our client: the service of rpctest.proto. Prints its port, lives until its input ends.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
const require = createRequire(process.argv[2] + '/');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const definition = loader.loadFileDescriptorSetFromBuffer(readFileSync(process.argv[3]), { keepCase: true, longs: String, enums: String });
const api = grpc.loadPackageDefinition(definition).rpctest.v1;
const server = new grpc.Server({ 'grpc.max_receive_message_length': 16 << 20, 'grpc.max_send_message_length': 16 << 20 });
server.addService(api.TestService.service, {
  Echo(call, done) {
    const trailers = new grpc.Metadata();
    const text = call.metadata.get('x-text')[0];
    if (text) {
      const headers = new grpc.Metadata();
      headers.set('x-text', text);
      headers.set('x-data-bin', call.metadata.get('x-data-bin')[0]);
      call.sendMetadata(headers);
      trailers.set('x-after', text);
    }
    done(null, call.request, trailers);
  },
  Bytes(call, done) { done(null, call.request); },
  Fail(call, done) {
    if (call.request.text === 'wait') return;
    done({ code: grpc.status.INVALID_ARGUMENT, details: call.request.text });
  },
  CountTo(call) {
    const number = Number(call.request.number);
    for (let i = 1; i <= number; i++) call.write({ number: i, total: number });
    if (call.request.total === '1') call.emit('error', { code: grpc.status.DATA_LOSS, details: 'lost the rest' });
    else call.end();
  },
  Sum(call, done) {
    let sum = 0;
    call.on('data', request => { sum += Number(request.number); });
    call.on('end', () => done(null, { total: sum }));
  },
  Chat(call) {
    call.on('data', request => call.write({ text: request.text + '!' }));
    call.on('end', () => call.end());
  },
});
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
