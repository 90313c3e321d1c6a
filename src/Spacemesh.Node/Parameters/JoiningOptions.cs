using Spacemesh.Config;
using Spacemesh.Primitives;
using Spacemesh.Services.Checkpoint.Bootstrap;
using Spacemesh.Services.Checkpoint.Recovery;
using Spacemesh.Services.Sync;
using Spacemesh.Services.Sync.Atxs;
using Spacemesh.Services.Sync.Identities;
using Spacemesh.Services.Time;

namespace Spacemesh.Node.Parameters;

/// <summary>How a node joins its network: the sections <c>syncer</c>, <c>time.peersync</c>, <c>bootstrap</c> and <c>recovery</c> (spec 08 §8.1, §13–15).</summary>
public static class JoiningOptions
{
    /// <exception cref="InvalidOptionException">A value cannot work; the message names the key.</exception>
    public static SyncOptions Sync(NodeConfiguration configuration, NodeParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(parameters);
        var syncer = configuration["syncer"];
        var atxs = syncer.Section("atx-sync");
        var malfeasance = syncer.Section("malfeasance-sync");
        return new SyncOptions
        {
            Interval = syncer.Duration("interval"),
            EpochEndFraction = syncer.Real("epochendfraction"),
            MaxStaleDuration = syncer.Duration("maxstaleduration"),
            GossipDuration = syncer.Duration("gossipduration"),
            OutOfSyncThreshold = syncer.U32("out-of-sync-threshold"),
            DisableMeshAgreement = syncer.Bool("disable-mesh-agreement"),
            TallyVotesFrequency = syncer.Real("tallyvotesfrequency"),
            // The section's own keys for these two are never used (spec 08 §8.1).
            HareDelayLayers = parameters.Tortoise.Zdist,
            CertificateDistance = parameters.Tortoise.Hdist,
            Standalone = configuration["main"].Bool("standalone"),
            Atxs = new AtxSyncOptions
            {
                EpochInfoInterval = atxs.Duration("epoch-info-request-interval"),
                EpochInfoPeers = atxs.Int("epoch-info-peers"),
                RequestsLimit = atxs.Int("requests-limit"),
                BatchSize = atxs.Int("atxs-batch"),
            },
            Malfeasance = new MalfeasanceSyncOptions
            {
                IdRequestInterval = malfeasance.Duration("id-request-interval"),
                RetryInterval = malfeasance.Duration("retry-interval"),
                IdPeers = malfeasance.Int("malfeasance-id-peers"),
                // A network of few nodes has no three peers for everybody.
                MinSyncPeers = Math.Min(malfeasance.Int("min-sync-peers"), Math.Max(1, configuration["p2p"].Int("min-peers"))),
                MaxEpochFraction = malfeasance.Real("max-epoch-fraction"),
                BatchSize = malfeasance.Int("max-batch-size"),
                RequestsLimit = malfeasance.Int("requests-limit"),
            },
        };
    }

    /// <exception cref="InvalidOptionException">A value cannot work; the message names the key.</exception>
    public static PeerClockOptions PeerClock(NodeConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var peersync = configuration["time.peersync"];
        return new PeerClockOptions
        {
            Disabled = peersync.Bool("disable"),
            RoundRetryInterval = peersync.Duration("round-retry-interval"),
            RoundInterval = peersync.Duration("round-interval"),
            RoundTimeout = peersync.Duration("round-timeout"),
            MaxClockOffset = peersync.Duration("max-clock-offset"),
            MaxOffsetErrors = peersync.Int("max-offset-errors"),
            RequiredResponses = peersync.Int("required-responses"),
        };
    }

    /// <summary>Null where updates are switched off by an empty address.</summary>
    /// <exception cref="InvalidOptionException">A value cannot work; the message names the key.</exception>
    public static BootstrapOptions? Bootstrap(NodeConfiguration configuration, NetworkParameters network)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(network);
        var section = configuration["bootstrap"];
        string url = section.Text("bootstrap-url");
        if (url.Length == 0)
            return null;
        return new BootstrapOptions
        {
            Url = Uri.TryCreate(url, UriKind.Absolute, out var address) ? address : throw new InvalidOptionException("bootstrap.bootstrap-url", $"'{url}' is no address"),
            Version = section.Text("bootstrap-version"),
            Folder = Path.Combine(configuration["main"].Text("data-folder"), "bootstrap"),
            Interval = network.LayerDuration / 5,
        };
    }

    /// <summary>Null where no checkpoint is named.</summary>
    public static RecoveryOptions? Recovery(NodeConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var recovery = configuration["recovery"];
        string uri = recovery.Text("recovery-uri");
        return uri.Length == 0 ? null : new RecoveryOptions(uri, new LayerId(recovery.U32("recovery-layer")), recovery.Bool("preserve-own-atx"));
    }
}
