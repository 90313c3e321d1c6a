using System.Text.Json;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Initialization;

/// <summary>A temporary directory and how golden cases describe what is in one.</summary>
internal sealed class TestSpace : IDisposable
{
    public TestSpace() => Path = Directory.CreateTempSubdirectory("post-").FullName;

    public string Path { get; }

    public PostDataDirectories Directories => new(Path);

    public string MetadataPath => PostMetadataFile.PathIn(Path);

    public static InitializationOptions Options(JsonElement given) => new()
    {
        NodeId = NodeId.FromBytes(given.Hex("node_id")),
        CommitmentAtxId = AtxId.FromBytes(given.Hex("commitment_atx_id")),
        NumUnits = given.U32("num_units"),
        MaxFileSize = given.U64("max_file_size"),
        ComputeBatchSize = given.U64("compute_batch_size"),
        FromFile = given.Has("from_file") ? given.I64("from_file") : 0,
        ToFile = given.Has("to_file") ? given.I64("to_file") : null,
        Network = new PostConfig
        {
            LabelsPerUnit = given.U64("labels_per_unit"),
            MinNumUnits = given.Has("min_num_units") ? given.U32("min_num_units") : 1,
            MaxNumUnits = given.Has("max_num_units") ? given.U32("max_num_units") : uint.MaxValue,
            Scrypt = new ScryptParameters(given.U64("n"), given.Has("r") ? given.U64("r") : 1, given.Has("p") ? given.U64("p") : 1),
        },
    };

    public static InitializerServices Services(Action<InitializationEvent>? observe = null) => new()
    {
        Pool = new CallerPool(),
        Time = TimeProvider.System,
        Observe = observe ?? (_ => { }),
    };

    /// <summary>Compares data files and metadata with a case's output; files the case itself planted are compared by name and size.</summary>
    public void RequireLike(JsonElement expected)
    {
        if (expected.Has("files"))
        {
            var wanted = expected.GetProperty("files").EnumerateArray().OrderBy(file => file.Text("name"), StringComparer.Ordinal).ToList();
            var found = new DirectoryInfo(Path).GetFiles().Where(file => file.Name != PostMetadataFile.Name).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
            VectorCase.Equal(
                string.Join(' ', wanted.Select(file => $"{file.Text("name")}:{file.I64("size")}")),
                string.Join(' ', found.Select(file => $"{file.Name}:{file.Length}")),
                "files");
            foreach (var (file, info) in wanted.Zip(found))
            {
                if (file.Has("blake3") && PostDataFileName.TryParse(info.Name, out _))
                    VectorCase.Equal(file.Hex("blake3"), Blake3.Hash(File.ReadAllBytes(info.FullName)).ToArray(), info.Name);
            }
        }

        if (expected.TryGetProperty("metadata_text", out var text))
            VectorCase.Equal(text.GetString(), File.Exists(MetadataPath) ? File.ReadAllText(MetadataPath) : null, "metadata");
        if (expected.Has("metadata_mode") && !OperatingSystem.IsWindows())
            VectorCase.Equal("-rw-------", File.GetUnixFileMode(MetadataPath) == (UnixFileMode.UserRead | UnixFileMode.UserWrite) ? "-rw-------" : "other", "metadata mode");
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
