global using Spacemesh.Rpc;
global using Spacemesh.Rpc.Client;
