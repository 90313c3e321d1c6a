using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Dashboard;

/// <summary>Writes the node's present as one JSON object, which the page draws. Nothing secret is in it.</summary>
internal sealed class DashboardSnapshot(DashboardSources sources, DashboardOptions options, SmesherJournal journal, TimeProvider time)
{
    private const int RewardsShown = 400;

    private readonly NetworkParameters _network = sources.Clock.Network;
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public byte[] Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", options.Version);
            Time(json, "now", time.GetUtcNow());
            Time(json, "started", _started);
            WriteNetwork(json);
            WriteSync(json);
            WritePeers(json);
            var rewards = WriteSmeshing(json);
            WriteRewards(json, rewards);
            WriteResources(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset at) => json.WriteNumber(name, at.ToUnixTimeMilliseconds());

    private void WriteNetwork(Utf8JsonWriter json)
    {
        var layer = sources.Clock.Current;
        json.WriteStartObject("network");
        json.WriteString("name", options.NetworkName);
        json.WriteString("genesisId", _network.GenesisId.ToHex());
        json.WriteString("prefix", _network.AddressPrefix);
        Time(json, "genesis", _network.GenesisTime);
        json.WriteBoolean("begun", sources.Clock.HasBegun);
        json.WriteNumber("layer", layer.Value);
        json.WriteNumber("epoch", _network.EpochOf(layer).Value);
        if (sources.State.Beacons.Find(_network.EpochOf(layer)) is { } beacon)
            json.WriteString("beacon", beacon.ToHex());
        json.WriteNumber("layersPerEpoch", _network.LayersPerEpoch);
        json.WriteNumber("layerMilliseconds", _network.LayerDuration.TotalMilliseconds);
        json.WriteNumber("effectiveGenesis", _network.EffectiveGenesis.Value);
        Time(json, "layerBegan", sources.Clock.StartOf(layer));
        Time(json, "layerEnds", sources.Clock.StartOf(layer.Add(1)));
        Time(json, "epochEnds", sources.Clock.StartOf(new LayerId((_network.EpochOf(layer).Value + 1) * _network.LayersPerEpoch)));
        json.WriteEndObject();
    }

    private void WriteSync(Utf8JsonWriter json)
    {
        json.WriteStartObject("sync");
        json.WriteString("state", sources.Sync.IsSynced ? "synced" : sources.Sync.ListensToGossip ? "gossip" : sources.Sync.IsAtxSynced ? "atxs" : "syncing");
        json.WriteNumber("latest", sources.Mesh.Latest.Value);
        json.WriteNumber("processed", sources.Mesh.Processed.Value);
        json.WriteNumber("applied", sources.Mesh.Applied.Value);
        if (sources.State.Layers.StateHash(sources.Mesh.Applied) is { } hash)
            json.WriteString("stateRoot", hash.ToHex());
        if (sources.Progress?.Progress is { } progress)
            WriteProgress(json, progress);
        json.WriteEndObject();
    }

    private static void WriteProgress(Utf8JsonWriter json, SyncProgress progress)
    {
        json.WriteString("phase", progress.Phase.ToString());
        if (progress.Epoch is { } epoch)
            json.WriteNumber("phaseEpoch", epoch.Value);
        json.WriteNumber("done", progress.Done);
        json.WriteNumber("total", progress.Total);
        json.WriteNumber("perSecond", Math.Round(progress.PerSecond, 1));
        if (progress.TimeLeft is { } left)
            json.WriteNumber("secondsLeft", left.TotalSeconds);
    }

    private void WritePeers(Utf8JsonWriter json)
    {
        if (sources.Network is not { } network)
            return;
        var report = network.Report();
        json.WriteStartObject("peers");
        json.WriteNumber("count", network.PeerCount);
        json.WriteString("id", report.Id.Text);
        json.WriteString("reachability", report.Reachability.ToString());
        json.WriteString("dialability", report.Dialability);
        json.WriteStartArray("mapped");
        foreach (string address in report.MappedAddresses)
            json.WriteStringValue(address);
        json.WriteEndArray();
        json.WriteStartArray("addresses");
        foreach (string address in report.KnownAddresses)
            json.WriteStringValue(address);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private IReadOnlyList<Wire.Transactions.Reward> WriteSmeshing(Utf8JsonWriter json)
    {
        if (sources.Smeshing is not { } smeshing)
            return [];
        var coinbase = smeshing.Coinbase;
        json.WriteStartObject("smeshing");
        json.WriteBoolean("active", smeshing.IsSmeshing);
        bool hasCoinbase = !AddressDerivation.IsEmpty(in coinbase);
        json.WriteString("coinbase", hasCoinbase ? AddressText.Format(in coinbase, _network.AddressPrefix) : "");
        if (hasCoinbase && sources.State.Accounts.Latest(coinbase) is { } account)
            json.WriteString("balance", account.Balance.ToString(CultureInfo.InvariantCulture));
        WritePost(json, smeshing.PostSetup);
        var rewards = new List<Wire.Transactions.Reward>();
        json.WriteStartArray("identities");
        foreach (var identity in smeshing.PostStates().OrderBy(identity => identity.Name, StringComparer.Ordinal))
        {
            WriteIdentity(json, identity);
            rewards.AddRange(sources.State.Rewards.List(new RewardFilter(Smesher: identity.Id), new ListWindow(RewardsShown, Descending: true)));
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return rewards;
    }

    private void WritePost(Utf8JsonWriter json, PostSetupReport post)
    {
        json.WriteStartObject("post");
        json.WriteString("state", post.State.ToString());
        json.WriteNumber("labels", post.LabelsWritten);
        json.WriteNumber("labelsWanted", options.LabelsWanted);
        if (post.Options is { } chosen)
        {
            json.WriteString("folder", chosen.DataFolder);
            json.WriteNumber("units", chosen.Units);
        }

        json.WriteEndObject();
    }

    private void WriteIdentity(Utf8JsonWriter json, PostIdentityReport identity)
    {
        json.WriteStartObject();
        json.WriteString("id", identity.Id.ToHex());
        json.WriteString("name", identity.Name);
        json.WriteBoolean("proving", identity.IsProving);
        if (journal.StageOf(identity.Id) is { } stage)
        {
            json.WriteStartObject("stage");
            json.WriteString("name", stage.Name);
            json.WriteString("text", stage.Text);
            json.WriteString("next", stage.Next);
            json.WriteBoolean("failed", stage.Failed);
            Time(json, "since", stage.Since);
            if (stage.NextAt is { } at)
                Time(json, "nextAt", at);
            json.WriteEndObject();
        }

        json.WriteStartArray("slots");
        foreach (var (layer, count, proposed) in journal.SlotsOf(identity.Id))
        {
            json.WriteStartObject();
            json.WriteNumber("layer", layer.Value);
            json.WriteNumber("count", count);
            json.WriteBoolean("proposed", proposed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteRewards(Utf8JsonWriter json, IReadOnlyList<Wire.Transactions.Reward> rewards)
    {
        json.WriteStartArray("rewards");
        foreach (var reward in rewards.OrderBy(reward => reward.Layer.Value).TakeLast(RewardsShown))
        {
            json.WriteStartObject();
            json.WriteNumber("layer", reward.Layer.Value);
            json.WriteNumber("epoch", _network.EpochOf(reward.Layer).Value);
            json.WriteString("total", reward.TotalReward.ToString(CultureInfo.InvariantCulture));
            json.WriteString("smesher", reward.SmesherId.ToHex());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteResources(Utf8JsonWriter json)
    {
        using var process = Process.GetCurrentProcess();
        json.WriteStartObject("resources");
        json.WriteNumber("workingSet", process.WorkingSet64);
        json.WriteNumber("managed", GC.GetTotalMemory(forceFullCollection: false));
        json.WriteNumber("cpuMilliseconds", process.TotalProcessorTime.TotalMilliseconds);
        json.WriteNumber("processors", Environment.ProcessorCount);
        json.WriteNumber("threads", process.Threads.Count);
        json.WriteEndObject();
    }
}
