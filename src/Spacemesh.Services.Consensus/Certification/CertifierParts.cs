using Microsoft.Extensions.Logging;
using Spacemesh.Certifier;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Runtime;
using Spacemesh.Services.Consensus.Committees;

namespace Spacemesh.Services.Consensus.Certification;

/// <summary>What a <see cref="CertifierService"/> is made of.</summary>
public sealed record CertifierParts
{
    public required CertifierOptions Options { get; init; }

    public required LayerClock Clock { get; init; }

    public required IWorkPool Work { get; init; }

    public required IGossip Gossip { get; init; }

    public required ISigners Signers { get; init; }

    public required IStateDatabase State { get; init; }

    public required ISyncStatus Sync { get; init; }

    public required CommitteeOracle Oracle { get; init; }

    public required EdVerifier Verifier { get; init; }

    /// <summary>Hears of layers with several valid certificates.</summary>
    public required IMesh Mesh { get; init; }

    /// <summary>Hears of own keys at work elsewhere; null where nobody watches.</summary>
    public IOwnKeyObserver? OwnKeys { get; init; }

    public required ILogger<CertifierService> Log { get; init; }
}
