// A grpc-js client of the node: finds services by reflection, makes calls, prints what it saw as JSON.
import { createRequire } from 'node:module';
const require = createRequire(process.argv[2] + '/');
const grpc = require('@grpc/grpc-js');
const { GrpcReflection } = require('grpc-js-reflection-client');

const [publicAddress, privateAddress] = process.argv.slice(3);
const insecure = grpc.credentials.createInsecure();
const seen = {};

// The message types come from the reflected files themselves: the library's way back to descriptors stumbles over their options.
async function service(address, name) {
  const descriptor = await new GrpcReflection(address, insecure, {}, 'v1').getDescriptorBySymbol(name);
  const root = descriptor.getProtobufJsRoot();
  const definition = {};
  for (const method of root.lookupService(name).methodsArray) {
    method.resolve();
    const [input, output] = [method.resolvedRequestType, method.resolvedResponseType];
    definition[method.name] = {
      path: `/${name}/${method.name}`,
      requestStream: !!method.requestStream,
      responseStream: !!method.responseStream,
      requestSerialize: request => Buffer.from(input.encode(input.fromObject(request)).finish()),
      requestDeserialize: bytes => input.decode(bytes),
      responseSerialize: response => Buffer.from(output.encode(output.fromObject(response)).finish()),
      responseDeserialize: bytes => output.toObject(output.decode(bytes), { longs: String, enums: String, defaults: true }),
    };
  }
  const Client = grpc.makeGenericClientConstructor(definition, name);
  return new Client(address, insecure);
}

const unary = (client, method, request) => new Promise(done =>
  client[method](request, (error, reply) => done(error ? { code: error.code, details: error.details } : reply)));

seen.public = await new GrpcReflection(publicAddress, insecure, {}, 'v1').listServices();
seen.private = await new GrpcReflection(privateAddress, insecure, {}, 'v1alpha').listServices();
const node = await service(publicAddress, 'spacemesh.v1.NodeService');
seen.echo = await unary(node, 'Echo', { msg: { value: '你好世界' } });
seen.missing = await unary(node, 'Echo', {});
seen.status = await unary(node, 'Status', {});
const layers = await service(publicAddress, 'spacemesh.v2alpha1.LayerService');
seen.limit = await unary(layers, 'List', { limit: 200 });
const admin = await service(privateAddress, 'spacemesh.v1.AdminService');
seen.event = await new Promise(done => {
  const call = admin.EventsStream({});
  call.on('metadata', () => { seen.header = true; });
  call.on('data', event => { done(event); call.cancel(); });
  call.on('error', error => done({ code: error.code, details: error.details }));
});

console.log(JSON.stringify(seen));
process.exit(0);
