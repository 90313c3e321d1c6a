// A plain Node.js client of the node: it knows nothing but the addresses and finds every service by reflection.
//
//   npm install @grpc/grpc-js grpc-js-reflection-client
//   node examples/client.mjs . localhost:9092 localhost:9093
//
// The first argument is the folder whose node_modules hold the two packages.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(resolve(process.argv[2] ?? '.') + '/');
const grpc = require('@grpc/grpc-js');
const { GrpcReflection } = require('grpc-js-reflection-client');

const [publicAddress, privateAddress] = [process.argv[3] ?? 'localhost:9092', process.argv[4] ?? 'localhost:9093'];
const insecure = grpc.credentials.createInsecure();

/** A client of a service, built from the descriptors that the node itself hands out. */
async function service(address, name) {
  const descriptor = await new GrpcReflection(address, insecure, {}, 'v1').getDescriptorBySymbol(name);
  const definition = {};
  for (const method of descriptor.getProtobufJsRoot().lookupService(name).methodsArray) {
    method.resolve();
    const [input, output] = [method.resolvedRequestType, method.resolvedResponseType];
    definition[method.name] = {
      path: `/${name}/${method.name}`,
      requestStream: !!method.requestStream,
      responseStream: !!method.responseStream,
      requestSerialize: request => Buffer.from(input.encode(input.fromObject(request)).finish()),
      requestDeserialize: bytes => input.decode(bytes),
      responseSerialize: response => Buffer.from(output.encode(output.fromObject(response)).finish()),
      responseDeserialize: bytes => output.toObject(output.decode(bytes), { longs: String, enums: String, bytes: String, defaults: true }),
    };
  }
  return new (grpc.makeGenericClientConstructor(definition, name))(address, insecure);
}

const call = (client, method, request = {}) => new Promise((done, fail) =>
  client[method](request, { deadline: Date.now() + 20_000 }, (error, reply) => error ? fail(error) : done(reply)));

const first = (client, method, request = {}) => new Promise((done, fail) => {
  const stream = client[method](request, { deadline: Date.now() + 20_000 });
  stream.on('data', message => { done(message); stream.cancel(); });
  stream.on('error', error => { if (error.code !== grpc.status.CANCELLED) fail(error); });
});

const node = await service(publicAddress, 'spacemesh.v1.NodeService');
const mesh = await service(publicAddress, 'spacemesh.v1.MeshService');
const rewards = await service(publicAddress, 'spacemesh.v2alpha1.RewardService');
const smesher = await service(privateAddress, 'spacemesh.v1.SmesherService');
const admin = await service(privateAddress, 'spacemesh.v1.AdminService');

console.log(JSON.stringify({
  public: await new GrpcReflection(publicAddress, insecure, {}, 'v1').listServices(),
  private: await new GrpcReflection(privateAddress, insecure, {}, 'v1').listServices(),
  echo: (await call(node, 'Echo', { msg: { value: 'hello' } })).msg.value,
  status: (await call(node, 'Status')).status,
  layer: (await call(mesh, 'CurrentLayer')).layernum.number,
  rewards: (await call(rewards, 'List', { limit: 3, sortOrder: 1 })).rewards,
  smeshing: (await call(smesher, 'IsSmeshing')).isSmeshing,
  event: (await first(admin, 'EventsStream')).help,
}, null, 2));
process.exit(0);
