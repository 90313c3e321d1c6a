global using Spacemesh.Ports.Storage;
