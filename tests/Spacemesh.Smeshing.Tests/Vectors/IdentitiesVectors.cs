using System.Text.Json;
using Spacemesh.Crypto.Keys;
using Spacemesh.Smeshing.Tests.World;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Smeshing.Tests.Vectors;

[VectorFile("04-identities")]
public sealed class IdentitiesVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var data = new TemporaryFolder();
        string directory = data[IdentityDirectory.Name];
        if (vector.In.Flag("directory_exists"))
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        JsonElement[] after = [.. vector.Out.GetProperty("files_after").EnumerateArray()];
        if (vector.In.TryGetProperty("identities_directory", out var files) && files.ValueKind == JsonValueKind.Object)
        {
            foreach (var file in files.EnumerateObject())
            {
                string path = Path.Combine(directory, file.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, file.Value.GetString());
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        // Folders are told by what the listing shows afterwards only.
        foreach (string folder in after.Where(entry => !entry.Has("size") && entry.Text("path") != IdentityDirectory.Name).Select(entry => data[entry.Text("path")]))
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        string[] before = Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory, "*.key")] : [];
        string? error = null;
        IReadOnlyList<Identity> identities = [];
        try
        {
            identities = IdentityDirectory.LoadOrCreate(directory, new byte[32], default);
        }
        catch (KeyFileException exception)
        {
            error = exception.Message.Replace(directory, "<dir>", StringComparison.Ordinal);
        }

        VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : null, error, "error");
        bool created = Directory.Exists(directory) && Directory.EnumerateFiles(directory, "*.key").Except(before).Any();
        VectorCase.Equal(vector.Out.Flag("new_identity_created"), created, "new identity");
        if (error is null && !created)
        {
            VectorCase.Equal(
                string.Join(' ', vector.Out.GetProperty("identities").EnumerateArray().Select(one => $"{one.Text("file")}={one.Text("node_id")}")),
                string.Join(' ', identities.Select(one => $"{one.FileName}={one.NodeId}")),
                "identities");
        }

        VectorCase.Equal(string.Join('\n', after.Select(Describe)), string.Join('\n', Listing(data.Path)), "files");
    }

    private static string Describe(JsonElement entry) => $"{entry.Text("path")} {entry.Text("mode")}{(entry.Has("size") ? $" {entry.U64("size")}" : "")}";

    private static IEnumerable<string> Listing(string root) =>
        Directory.EnumerateFileSystemEntries(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(path => (Name: Path.GetRelativePath(root, path), Path: path))
            .Where(entry => !entry.Name.Contains("sub/", StringComparison.Ordinal) && !entry.Name.Contains("dir.key/", StringComparison.Ordinal))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => $"{entry.Name} {Convert.ToString((int)File.GetUnixFileMode(entry.Path), 8)}{(File.Exists(entry.Path) ? $" {new FileInfo(entry.Path).Length}" : "")}");
}
