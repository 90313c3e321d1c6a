using System.IO.Compression;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Smeshing.Tests.World;

/// <summary>PoST data written by the reference, unpacked for a test.</summary>
internal static class ReferenceSets
{
    public static void Unpack(VectorFile file, string set, string folder)
    {
        using var zip = file.OpenArtefact($"02-post-set-{set}.zip");
        ZipFile.ExtractToDirectory(zip, folder);
    }

    /// <summary>From the project's own golden data.</summary>
    public static void Unpack(string set, string folder)
    {
        using var zip = File.OpenRead(Path.Combine(VectorRunner.DefaultDirectory(), $"02-post-set-{set}.zip"));
        ZipFile.ExtractToDirectory(zip, folder);
    }
}
