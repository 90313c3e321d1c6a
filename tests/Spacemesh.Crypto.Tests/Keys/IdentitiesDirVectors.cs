using Spacemesh.Crypto.Keys;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Keys;

[VectorFile("01-identities-dir")]
public sealed class IdentitiesDirVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var data = new ScratchDirectory();
        string directory = Path.Combine(data.Path, IdentityDirectory.Name);
        if (vector.In.Flag("dir"))
            Directory.CreateDirectory(directory);
        foreach (var file in vector.In.GetProperty("files").EnumerateObject())
        {
            string path = Path.Combine(directory, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Value.GetString());
        }

        string? error = vector.Out.Has("error") ? vector.Out.Text("error") : null;
        try
        {
            var identities = IdentityDirectory.Load(directory, default);
            VectorCase.Equal(error, null, "error");
            string expected = string.Join(' ', vector.Out.GetProperty("identities").EnumerateArray().Select(one => $"{one.Text("name")}={one.Text("node_id")}"));
            VectorCase.Equal(expected, string.Join(' ', identities.Select(one => $"{one.FileName}={one.NodeId}")), "identities");
        }
        catch (KeyFileException exception)
        {
            VectorCase.Equal(error, exception.Message.Replace(directory, "<dir>", StringComparison.Ordinal), "error");
        }
    }
}
