using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Spacemesh.Rpc.Tests")]
