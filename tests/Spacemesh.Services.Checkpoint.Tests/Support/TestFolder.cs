using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Checkpoint.Tests.Support;

/// <summary>A folder of its own that vanishes with the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("spacemesh-checkpoint-").FullName;

    public string File(string name) => Path.Combine(Root, name);

    /// <summary>Copies an artefact beside a vector file.</summary>
    public string Copy(VectorFile vectors, string artefact, string name)
    {
        string path = File(name);
        using var source = vectors.OpenArtefact(artefact);
        using var target = System.IO.File.Create(path);
        source.CopyTo(target);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
