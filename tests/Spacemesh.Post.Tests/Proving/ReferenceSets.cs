using System.IO.Compression;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Tests.Initialization;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Proving;

/// <summary>Data directories written by the reference, unpacked while a suite runs.</summary>
internal sealed class ReferenceSets(VectorFile file) : IDisposable
{
    private readonly Dictionary<string, TestSpace> _unpacked = [];

    public PostDataDirectories Directories(string set)
    {
        if (!_unpacked.TryGetValue(set, out var space))
        {
            _unpacked.Add(set, space = new TestSpace());
            using var zip = file.OpenArtefact($"02-post-set-{set}.zip");
            ZipFile.ExtractToDirectory(zip, space.Path);
        }

        return space.Directories;
    }

    public void Dispose()
    {
        foreach (var space in _unpacked.Values)
            space.Dispose();
    }
}
