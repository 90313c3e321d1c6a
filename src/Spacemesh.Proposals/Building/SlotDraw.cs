using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Slots;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Proposals.Building;

/// <summary>An identity's proofs of all its slots of an epoch, by layer (spec 06 §16).</summary>
public sealed class SlotDraw
{
    private readonly Dictionary<LayerId, List<VotingEligibility>> _byLayer;

    private SlotDraw(uint slots, Dictionary<LayerId, List<VotingEligibility>> byLayer) => (Slots, _byLayer) = (slots, byLayer);

    public uint Slots { get; }

    /// <summary>The layers with a slot, ascending, each with the number of its slots.</summary>
    public IReadOnlyList<(LayerId Layer, int Count)> Layers => [.. _byLayer.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value.Count))];

    /// <summary>Makes every proof: one VRF each.</summary>
    /// <param name="network">The network.</param>
    /// <param name="epoch">The epoch of the ballots.</param>
    /// <param name="beacon">Its beacon.</param>
    /// <param name="nonce">The VRF nonce of the ATX.</param>
    /// <param name="slots">How many.</param>
    /// <param name="prove">The identity's VRF.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static SlotDraw Of(
        NetworkParameters network, EpochId epoch, Beacon beacon, ulong nonce, uint slots, Func<byte[], VrfSignature> prove, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prove);
        var byLayer = new Dictionary<LayerId, List<VotingEligibility>>();
        for (uint counter = 0; counter < slots; counter++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var proof = prove(SlotProofs.Message(beacon, epoch, nonce, counter));
            if (SlotProofs.LayerOf(network, epoch, proof) is not { } layer)
                continue;
            if (!byLayer.TryGetValue(layer, out var proofs))
                byLayer.Add(layer, proofs = []);
            // A ballot carries no more; nobody with an honest share of the weight comes near it.
            if (proofs.Count < Ballot.MaxEligibilityProofs)
                proofs.Add(new VotingEligibility(counter, proof));
        }

        return new SlotDraw(slots, byLayer);
    }

    /// <summary>The proofs of one layer by counter; none where it has no slot.</summary>
    public ScaleList<VotingEligibility> Of(LayerId layer) => _byLayer.TryGetValue(layer, out var proofs) ? proofs.ToScaleList() : default;
}
