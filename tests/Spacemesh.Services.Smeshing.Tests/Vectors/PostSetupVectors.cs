using System.Text.Json;
using Spacemesh.AtxsData;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Post;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Setup;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Smeshing.Tests.Vectors;

[VectorFile("04-post-setup")]
public sealed class PostSetupVectors : VectorSuite
{
    private const string OptionsStep = "options := ";
    private const string UnreadableMetadata = "load metadata: ";

    public override void Check(VectorCase vector)
    {
        string folder = Path.Combine(Path.GetTempPath(), $"04-post-setup-{Environment.ProcessId}-{vector.Index}");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        try
        {
            // Labels are computed with real tasks, so the clock is real too; nothing waits for it.
            CheckAsync(vector, folder).GetAwaiter().GetResult();
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CheckAsync(VectorCase vector, string folder)
    {
        var golden = AtxId.FromBytes(vector.In.Hex("golden"));
        var identity = NodeId.FromBytes(vector.In.Hex("node_id"));
        var state = new MemoryStateDatabase();
        var cache = new ConsensusCache();
        Prepare(vector, folder, state, cache);
        using var alarm = new WallAlarm(TimeProvider.System);
        var events = new EventLog(TimeProvider.System);
        var network = new PostConfig { MinNumUnits = 1, MaxNumUnits = 10, LabelsPerUnit = vector.In.U64("labels_per_unit"), K1 = 12, K2 = 4, Scrypt = new ScryptParameters(2, 1, 1) };
        var positioning = new PositioningSearch(state.Atxs, cache, new FakeChains(), golden, null, alarm);
        var services = new InitializerServices { Pool = new InlineWorkPool(), Time = TimeProvider.System };
        var setup = new PostSetup(
            network, new CommitmentChoice(state.Atxs, positioning, new AtxSyncWait(new SyncedNode(), alarm), golden), () => [LabelProvider.Cpu], services, events);
        var options = new PostSetupOptions { DataFolder = folder, Units = 2, ProviderId = LabelProvider.CpuId, ComputeBatchSize = 64 };

        int index = 0;
        foreach (var step in vector.In.GetProperty("steps").EnumerateArray())
        {
            string name = step.GetString()!;
            var expected = vector.Out.GetProperty("after_each_step")[index];
            string what = $"step {index++} ({name})";
            if (name.StartsWith(OptionsStep, StringComparison.Ordinal))
            {
                options = Parse(options, name[OptionsStep.Length..]);
                continue;
            }

            events.Events.Clear();
            string? error = await RunAsync(setup, name, options, identity);
            CheckStep(expected, setup, events, error, folder, what);
        }
    }

    private static async Task<string?> RunAsync(PostSetup setup, string step, PostSetupOptions options, NodeId identity)
    {
        try
        {
            if (step == "prepare")
                await setup.PrepareAsync(options, identity);
            else
                await setup.RunAsync(new CancellationToken(canceled: step == "start with a cancelled context"));
            return null;
        }
        catch (OperationCanceledException)
        {
            return "context canceled";
        }
        catch (Exception exception) when (exception is PostException or InvalidOperationException)
        {
            return exception.Message;
        }
    }

    private static void CheckStep(JsonElement expected, PostSetup setup, EventLog events, string? error, string folder, string what)
    {
        VectorCase.Equal(Text(expected.Has("error") ? expected.Text("error") : null), Text(error?.Replace(folder, "<dir>", StringComparison.Ordinal)), $"{what}: error");
        VectorCase.Equal(expected.Flag("ok"), error is null, $"{what}: ok");
        var report = setup.Report;
        var status = expected.GetProperty("status");
        VectorCase.Equal(status.I32("state"), (int)report.State, $"{what}: state");
        VectorCase.Equal(status.Has("labels_written") ? status.U64("labels_written") : 0, report.LabelsWritten, $"{what}: labels");
        VectorCase.Equal(status.Has("num_units") ? status.U32("num_units") : null, report.Options?.Units, $"{what}: units");
        if (report.State != PostSetupState.NotStarted)
            VectorCase.Equal(expected.Has("commitment_atx") ? expected.Text("commitment_atx") : null, setup.Commitment?.ToHex(), $"{what}: commitment");
        VectorCase.Equal(
            string.Join('\n', expected.GetProperty("events").EnumerateArray().Select(UserEventText.Of)),
            string.Join('\n', events.Of<UserEvent>().Select(happened => UserEventText.Of(happened, default))),
            $"{what}: events");
        string[] files = Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)] : [];
        VectorCase.Equal(
            expected.Has("files") ? string.Join(' ', expected.GetProperty("files").EnumerateArray().Select(file => file.GetString())) : "", string.Join(' ', files), $"{what}: files");
    }

    /// <summary>Why a file is no JSON is said in the words of the JSON library.</summary>
    private static string? Text(string? error) => error?.StartsWith(UnreadableMetadata, StringComparison.Ordinal) == true ? UnreadableMetadata : error;

    private static PostSetupOptions Parse(PostSetupOptions options, string text)
    {
        using var document = JsonDocument.Parse(text);
        var json = document.RootElement;
        return options with
        {
            Units = json.U32("num_units"),
            MaxFileSize = json.U64("max_file_size"),
            ComputeBatchSize = json.U64("batch"),
            ProviderId = json.Has("provider") ? json.U32("provider") : null,
        };
    }

    private static void Prepare(VectorCase vector, string folder, MemoryStateDatabase state, ConsensusCache cache)
    {
        if (!vector.In.Has("prior"))
            return;
        var prior = vector.In.GetProperty("prior");
        if (prior.Has("metadata_file"))
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "postdata_metadata.json"), prior.Text("metadata_file"));
        }

        if (!prior.Has("atxs"))
            return;
        foreach (var atx in prior.GetProperty("atxs").EnumerateArray())
        {
            var id = AtxId.FromBytes(atx.Hex("id"));
            var smesher = NodeId.FromBytes(atx.Hex("smesher"));
            var epoch = new EpochId(atx.U32("epoch"));
            ulong height = atx.U64("height");
            state.Atxs.Add(
                new AtxRecord
                {
                    Id = id, PublishEpoch = epoch, EffectiveUnits = 1, VrfNonce = 1, BaseTickHeight = 0, TickCount = height, Smesher = smesher, Coinbase = default,
                    ReceivedNanoseconds = 5, Weight = height, CommitmentAtx = atx.Has("commitment") ? AtxId.FromBytes(atx.Hex("commitment")) : null,
                },
                new AtxBlob(AtxVersion.V1, new byte[] { 1 }));
            cache.TryAdd(epoch.Target, AtxEntry.Create(id, smesher, default, 1, 0, height, 1), false);
        }
    }
}
