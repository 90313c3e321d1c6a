namespace Spacemesh.Crypto.Tests.Keys;

/// <summary>An empty directory that is deleted with everything in it.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("spacemesh-keys-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
