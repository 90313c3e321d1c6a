using System.IO.Compression;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Storage.Tests.Support;

/// <summary>A folder of its own that vanishes with the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("spacemesh-storage-").FullName;

    public string File(string name) => Path.Combine(Root, name);

    /// <summary>Unpacks one file of an archive beside a vector file, under another name.</summary>
    public string Unpack(VectorFile vectors, string archive, string entry, string name)
    {
        using var stream = vectors.OpenArtefact(archive);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        string path = File(name);
        (zip.GetEntry(entry) ?? throw new FileNotFoundException($"{entry} is not in {archive}")).ExtractToFile(path, overwrite: true);
        return path;
    }

    /// <summary>Names and headers of the database files in the folder, as the vectors print them.</summary>
    public Dictionary<string, long> Sizes() =>
        new DirectoryInfo(Root).GetFiles().ToDictionary(file => file.Name, file => file.Length, StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
