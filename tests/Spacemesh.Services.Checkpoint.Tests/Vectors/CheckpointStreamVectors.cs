using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Checkpoint.Files;
using Spacemesh.Services.Checkpoint.Tests.Support;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Checkpoint.Tests.Vectors;

/// <summary>What CheckpointStream sends over a recorded node's database: the file and its pieces.</summary>
[VectorFile("09a-checkpoint")]
public sealed class CheckpointStreamVectors : VectorSuite, IDisposable
{
    /// <summary>The recorded node's state at the end.</summary>
    private const string Artefact = "09b-standalone-state.sql";
    private const uint MinAtxs = 4;
    private const string RecordedFolder = "/home/smesher1/data";

    private readonly TestFolder _folder = new();
    private Storage.Sqlite.SqliteStateDatabase? _state;

    public override void Open(VectorFile file) => _state = Databases.OpenState(_folder.Copy(file, Artefact, "state.sql"));

    public override void Check(VectorCase vector)
    {
        var request = vector.In.GetProperty("request_json");
        var layer = new LayerId(request.Has("snapshotLayer") ? request.U32("snapshotLayer") : 0);
        uint count = Math.Max(MinAtxs, request.Has("numAtxs") ? request.U32("numAtxs") : 0);
        var writer = new CheckpointWriter(_state!, new InlineWorkPool(), _folder.Root);
        if (vector.Out.Text("status") != "OK")
        {
            var exception = Assert.Throws<CheckpointException>(() => writer.Write(layer, count));
            VectorCase.Equal(vector.Out.Text("message").Replace(RecordedFolder, _folder.Root, StringComparison.Ordinal), $"failed to create checkpoint: {exception.Message}", "message");
            return;
        }

        string path = writer.Write(layer, count);
        VectorCase.Equal(vector.Out.Text("file"), File.ReadAllText(path), "file");
        VectorCase.Equal(vector.Out.GetProperty("chunk_lengths").EnumerateArray().Sum(chunk => chunk.GetInt64()), new FileInfo(path).Length, "length");
    }

    public void Dispose()
    {
        _state?.Dispose();
        _folder.Dispose();
    }
}
