global using Spacemesh.Ports.Storage;
global using Spacemesh.Rpc;
global using Spacemesh.Rpc.Server;
