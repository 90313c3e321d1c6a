using System.IO.Compression;
using System.Text.Json;

namespace Spacemesh.Wire.Fuzz;

/// <summary>The golden objects of every wire type.</summary>
public static class Corpus
{
    private const string Stem = "01-types-encode.json";

    /// <summary>Reads <c>01-types-encode.json</c> or its gzipped form from a folder of golden data.</summary>
    public static IReadOnlyList<GoldenObject> Load(string directory)
    {
        string plain = Path.Combine(directory, Stem);
        using Stream file = File.OpenRead(File.Exists(plain) ? plain : plain + ".gz");
        using Stream stream = File.Exists(plain) ? file : new GZipStream(file, CompressionMode.Decompress);
        using var document = JsonDocument.Parse(stream);
        return
        [
            .. document.RootElement.GetProperty("cases").EnumerateArray().Select(vector => new GoldenObject(
                WireCatalogue.Find(vector.GetProperty("in").GetProperty("type").GetString()!),
                Convert.FromHexString(vector.GetProperty("out").GetProperty("bytes").GetString()!))),
        ];
    }

    /// <summary>The folder <c>vectors/</c> above the program.</summary>
    public static string DefaultDirectory()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Spacemesh.slnx")))
                return Path.Combine(folder.FullName, "vectors");
        }

        throw new DirectoryNotFoundException("No vectors/ folder above the program: give one with --vectors DIR.");
    }
}
