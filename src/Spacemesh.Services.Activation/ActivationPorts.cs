using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Crypto.Signing;
using Spacemesh.Malfeasance;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Post.Labels;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Activation;

/// <summary>What the intakes of this project work with.</summary>
public sealed record ActivationPorts
{
    public required IStateDatabase Database { get; init; }

    public required ConsensusCache Cache { get; init; }

    public required LayerClock Clock { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Brings in what an ATX names.</summary>
    public required IObjectFetcher Fetcher { get; init; }

    public required IGossip Gossip { get; init; }

    public required ISyncStatus Sync { get; init; }

    /// <summary>Verifies with the network's parameters.</summary>
    public required IPostVerification Post { get; init; }

    /// <summary>
    /// Verifies what malfeasance proofs accuse: the network's parameters, but labels always with scrypt N =
    /// <see cref="BadPostClaim.ScryptN"/>, r = p = 1. May be <see cref="Post"/> where these are the network's.
    /// </summary>
    public required IPostVerification ProofPost { get; init; }

    /// <summary>Computes the labels behind VRF nonces.</summary>
    public required ILabelEngine Labels { get; init; }

    public required IWorkPool Pool { get; init; }

    public required IChainObserver Observer { get; init; }

    public required IEventSink Events { get; init; }

    /// <summary>Own identities, which are never convicted of publishing twice.</summary>
    public required ISigners Signers { get; init; }

    /// <summary>Signatures that simulated nodes verified; null in a node of its own.</summary>
    public IVerdictMemory? Verdicts { get; init; }

    public NodeInstruments Instruments { get; init; } = NodeInstruments.Unheard;

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    internal EdVerifier CreateVerifier() => new(Clock.Network.GenesisId, Verdicts);
}
