using System.Text.Json;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Poet.Server.Rounds;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Poet.Verification;
using Spacemesh.Poet.Work;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

/// <summary>
/// The reference's layer files are not our format; we take work over from them. Each case makes the files it describes, takes them over,
/// goes on, and compares nodes, root and proof.
/// </summary>
[VectorFile("03-recovery")]
internal sealed class RecoveryVectors : VectorSuite
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("stops"))
            CheckStops(vector);
        else if (vector.In.Has("files_written_at"))
            CheckDamage(vector);
        else if (vector.In.Has("statement"))
            CheckPastDeadline(vector);
        else
            CheckOccupiedFolder(vector);
    }

    private static void CheckStops(VectorCase vector)
    {
        var statement = vector.In.Hex("statement");
        int memory = vector.In.I32("min_memory_layer");
        foreach (var stop in vector.Out.GetProperty("stops").EnumerateArray())
        {
            ulong count = stop.U64("stopped_at");
            using var folder = new TemporaryFolder();
            // After taking over, the reference keeps the layers above its highest file in memory: no new files appear.
            memory = WriteLayers(folder, statement, count, memory);
            var expectedNames = stop.GetProperty("files").EnumerateArray().Select(file => file.Text("name"));
            VectorCase.Equal(string.Join(' ', expectedNames), string.Join(' ', Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)), "files");
            foreach (var file in stop.GetProperty("files").EnumerateArray())
                CheckFile(file, File.ReadAllBytes(folder[file.Text("name")]));

            using var store = ReferenceLayers.Import(folder.Path, folder["ours"], statement, count, 2, sync: false, TimeProvider.System, Never);
            var work = new SequentialWork(store);
            VectorCase.Equal(count, work.LeafCount, "leaves taken over");
            if (stop.Equals(vector.Out.GetProperty("stops").EnumerateArray().Last()))
            {
                int layer = 0;
                foreach (var parked in vector.Out.GetProperty("parked_after_recovery").EnumerateArray())
                    VectorCase.Equal(parked.Hex(), work.Tree.Parked(layer++), $"parked node of layer {layer - 1}");
            }

            Finish(vector, work);
        }
    }

    private static void Finish(VectorCase vector, SequentialWork work)
    {
        work.Advance(vector.In.U64("end"));
        VectorCase.Equal(vector.Out.Hex("root"), work.Tree.Root(), "root at the end");
        ((FileWorkStore)work.Store).Save(work.Checkpoint);
        var proof = WorkProver.Prove(work, new InlineWorkPool()).AsTask().Result;
        VectorCase.True(WorkVerifier.Verify(vector.In.Hex("statement"), proof).IsValid, "the proof after taking over does not hold");
        if (!vector.Out.Has("proof_nodes"))
            return;
        VectorCase.Equal(vector.Out.I32("proof_nodes"), proof.MerkleProof.ProofNodes.Count, "proof nodes");
        byte[] joined = [.. proof.MerkleProof.ProofNodes.SelectMany(node => node.ToArray())];
        VectorCase.Equal(vector.Out.Hex("proof_nodes_blake3"), Blake3.Hash(joined).ToArray(), "hash of the proof nodes");
    }

    private static void CheckDamage(VectorCase vector)
    {
        var given = vector.In;
        var statement = given.Hex("statement");
        using var folder = new TemporaryFolder();
        WriteLayers(folder, statement, given.U64("files_written_at"), given.I32("min_memory_layer"));
        Damage(folder, vector.Name);
        try
        {
            using var store = ReferenceLayers.Import(folder.Path, folder["ours"], statement, given.U64("recorded_leaves"), 2, sync: false, TimeProvider.System, Never);
            VectorCase.Equal(vector.Out.Flag("ok"), true, "taking over");
            // The verdict is always valid here: a torn node is cut off instead of being left in the way.
            Finish(vector, new SequentialWork(store));
        }
        catch (PoetStateException exception)
        {
            VectorCase.Equal(vector.Out.Flag("ok"), false, exception.Message);
            if (given.U64("recorded_leaves") > 0)
                VectorCase.Equal(vector.Out.Text("error"), exception.Message, "text");
        }
    }

    private static void Damage(TemporaryFolder folder, string name)
    {
        if (name.Contains("short by one node"))
            Resize(folder["layercache_1.bin"], -32);
        else if (name.Contains("torn node"))
            Resize(folder["layercache_0.bin"], 7);
        else if (name.Contains("layer 0 missing"))
            File.Delete(folder["layercache_0.bin"]);
        else if (name.Contains("highest file missing"))
            File.Delete(Directory.EnumerateFiles(folder.Path).Order(StringComparer.Ordinal).Last());
        else if (name.Contains("foreign file name"))
            File.WriteAllBytes(folder["layercache_x.bin"], []);
        else if (name.Contains("no files"))
            Directory.EnumerateFiles(folder.Path).ToList().ForEach(File.Delete);
        else
            VectorCase.True(name.Contains("none") || name.Contains("ahead") || name.Contains("count 0"), $"unknown damage: {name}");
    }

    private static void Resize(string path, int by)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(file.Length + by);
    }

    private static void CheckPastDeadline(VectorCase vector)
    {
        var work = new SequentialWork(new MemoryWorkStore(vector.In.Hex("statement")));
        new ThreadWorkExecutor(TimeProvider.System).RunAsync(work, DateTimeOffset.UnixEpoch, CancellationToken.None).Wait();
        VectorCase.Equal(vector.Out.U64("leaves"), work.LeafCount, "leaves");
        VectorCase.Equal(vector.Out.Hex("root"), work.Tree.Root(), "root");
    }

    /// <summary>The reference refuses to begin where layer files lie; so do we, by taking them over or failing.</summary>
    private static void CheckOccupiedFolder(VectorCase vector)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["layercache_0.bin"], []);
        Assert.Throws<PoetStateException>(() => ReferenceLayers.Import(folder.Path, folder["ours"], [], 0, 2, sync: false, TimeProvider.System, Never));
        VectorCase.True(vector.Out.Text("error").Contains("layercache_0.bin"), "the case is of another kind");
    }

    /// <summary>Returns how many files were written.</summary>
    private static int WriteLayers(TemporaryFolder folder, byte[] statement, ulong count, int memoryLayer)
    {
        var layers = new LayerRecorder();
        var work = new SequentialWork(new MemoryWorkStore(statement));
        var sink = work.Tree.Sink!;
        work.Tree.Sink = new Both(sink, layers);
        work.Advance(count);
        int files = 0;
        for (; files < memoryLayer && layers[files].Length > 0; files++)
            File.WriteAllBytes(folder[$"layercache_{files}.bin"], layers[files]);
        return files;
    }

    private static void CheckFile(JsonElement expected, byte[] content)
    {
        VectorCase.Equal(expected.I32("bytes"), content.Length, $"length of {expected.Text("name")}");
        VectorCase.Equal(expected.Hex("blake3"), Blake3.Hash(content).ToArray(), $"hash of {expected.Text("name")}");
        if (expected.Has("content"))
            VectorCase.Equal(expected.Hex("content"), content, expected.Text("name"));
    }

    private sealed class LayerRecorder : INodeSink
    {
        private readonly Dictionary<int, MemoryStream> _layers = [];

        public byte[] this[int layer] => _layers.TryGetValue(layer, out var nodes) ? nodes.ToArray() : [];

        public void Add(int layer, ulong index, ReadOnlySpan<byte> node)
        {
            if (!_layers.TryGetValue(layer, out var nodes))
                _layers[layer] = nodes = new MemoryStream();
            nodes.Write(node);
        }
    }

    private sealed class Both(INodeSink first, INodeSink second) : INodeSink
    {
        public void Add(int layer, ulong index, ReadOnlySpan<byte> node)
        {
            first.Add(layer, index, node);
            second.Add(layer, index, node);
        }
    }
}
