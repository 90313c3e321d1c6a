using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Spacemesh.Post.Tests")]
[assembly: InternalsVisibleTo("Spacemesh.Bench")]
