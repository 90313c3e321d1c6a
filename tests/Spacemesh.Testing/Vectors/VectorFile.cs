using System.IO.Compression;
using System.Text.Json;

namespace Spacemesh.Testing.Vectors;

/// <summary>One golden file: <c>NN-topic.json</c> or <c>NN-topic.json.gz</c>, and the artefacts that lie beside it.</summary>
public sealed class VectorFile : IDisposable
{
    private readonly JsonDocument _document;

    private VectorFile(string path, JsonDocument document)
    {
        Path = path;
        Stem = StemOf(path);
        _document = document;
    }

    public string Path { get; }

    /// <summary>File name without <c>.json</c> or <c>.json.gz</c>.</summary>
    public string Stem { get; }

    public JsonElement Root => _document.RootElement;

    /// <summary>Material shared by the cases; an undefined element where the file has none.</summary>
    public JsonElement Common => Root.TryGetProperty("common", out var common) ? common : default;

    public IEnumerable<VectorCase> Cases
    {
        get
        {
            int index = 0;
            foreach (var element in Root.GetProperty("cases").EnumerateArray())
                yield return new VectorCase(this, element, index++);
        }
    }

    public static VectorFile Open(string path)
    {
        using var stream = OpenRead(path);
        return new VectorFile(path, JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = 512 }));
    }

    /// <summary>Every golden JSON file of a folder, in name order.</summary>
    public static IReadOnlyList<string> List(string directory) =>
        [.. Directory.EnumerateFiles(directory)
            .Where(path => path.EndsWith(".json", StringComparison.Ordinal) || path.EndsWith(".json.gz", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    public static string StemOf(string path)
    {
        string name = System.IO.Path.GetFileName(path);
        return name[..name.IndexOf(".json", StringComparison.Ordinal)];
    }

    /// <summary>Path of an artefact beside this file; <paramref name="name"/> is a file name as the JSON gives it.</summary>
    public string ArtefactPath(string name) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, name);

    /// <summary>Opens an artefact, unpacking <c>NAME.gz</c> where only that exists.</summary>
    public Stream OpenArtefact(string name)
    {
        string path = ArtefactPath(name);
        return File.Exists(path) || !File.Exists(path + ".gz") ? File.OpenRead(path) : OpenRead(path + ".gz");
    }

    public void Dispose() => _document.Dispose();

    private static Stream OpenRead(string path)
    {
        Stream stream = File.OpenRead(path);
        return path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }
}
