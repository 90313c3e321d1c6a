global using Spacemesh.Operations.Tests.Support;
global using Spacemesh.Storage.Sqlite.Operations;
