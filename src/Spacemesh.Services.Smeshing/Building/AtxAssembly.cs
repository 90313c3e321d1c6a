using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Signing;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>Puts an own ATX together and signs it (spec 04 §4.7). Version 2 is always for the identity alone.</summary>
internal static class AtxAssembly
{
    /// <summary>What a PoET registers for a challenge (spec 04 §2.2, §2.3).</summary>
    public static Hash32 ChallengeHash(NipostChallenge challenge, AtxVersion version) =>
        version == AtxVersion.V2 ? V2(challenge).ComputeHash() : V1(challenge).ComputeHash();

    /// <summary>The ATX without its signature, with its version before it.</summary>
    /// <param name="identity">The smesher.</param>
    /// <param name="version">The layout of the publish epoch.</param>
    /// <param name="challenge">What was registered.</param>
    /// <param name="nipost">The proof.</param>
    /// <param name="coinbase">Where rewards go.</param>
    /// <param name="previousNonce">VRF nonce stored with the previous ATX; null where there is none.</param>
    public static byte[] Compose(
        NodeId identity, AtxVersion version, NipostChallenge challenge, NipostState nipost, Address coinbase, ulong? previousNonce) =>
        version == AtxVersion.V2
            ? [(byte)version, .. Scale.Encode(ComposeV2(identity, challenge, nipost, coinbase))]
            : [(byte)version, .. Scale.Encode(ComposeV1(identity, challenge, nipost, coinbase, previousNonce))];

    /// <summary>Signs what <see cref="Compose"/> made. The same bytes give the same ATX for ever.</summary>
    /// <exception cref="SlotTakenException">Another ATX was signed for the epoch.</exception>
    public static (AtxId Id, byte[] Blob) Sign(ISigner signer, EpochId publish, ReadOnlySpan<byte> content)
    {
        var slot = new SigningSlot(SigningSlotKind.Atx, publish.Value);
        if ((AtxVersion)content[0] == AtxVersion.V2)
        {
            var unsigned = Scale.Decode<ActivationTxV2>(content[1..]);
            var id = unsigned.ComputeId();
            return (id, Scale.Encode(unsigned with { Signature = signer.Sign(SigningDomain.Atx, AtxId.Span(in id), slot) }));
        }

        var atx = new ActivationTxV1(Scale.Decode<InnerActivationTxV1>(content[1..]), signer.NodeId, default);
        var idV1 = atx.ComputeId();
        return (idV1, Scale.Encode(atx with { Signature = signer.Sign(SigningDomain.Atx, atx.SignedBytes(idV1), slot) }));
    }

    private static NIPostChallengeV1 V1(NipostChallenge challenge) => new(
        challenge.PublishEpoch, challenge.Sequence, challenge.PreviousAtx, challenge.PositioningAtx, challenge.CommitmentAtx, challenge.InitialPost);

    private static NIPostChallengeV2 V2(NipostChallenge challenge) =>
        new(challenge.PublishEpoch, challenge.PreviousAtx, challenge.PositioningAtx, challenge.InitialPost);

    private static InnerActivationTxV1 ComposeV1(
        NodeId identity, NipostChallenge challenge, NipostState nipost, Address coinbase, ulong? previousNonce)
    {
        bool initial = challenge.PreviousAtx.IsZero();
        bool hasNonce = initial || (previousNonce is { } nonce && nonce != nipost.VrfNonce);
        var metadata = new PostMetadataV1(nipost.PostChallenge.ToArray(), nipost.LabelsPerUnit);
        return new InnerActivationTxV1(
            V1(challenge),
            coinbase,
            nipost.Units,
            new NIPostV1(nipost.Membership, nipost.Post, metadata),
            initial ? identity : null,
            hasNonce ? nipost.VrfNonce : null);
    }

    private static ActivationTxV2 ComposeV2(NodeId identity, NipostChallenge challenge, NipostState nipost, Address coinbase)
    {
        bool initial = challenge.PreviousAtx.IsZero();
        var post = new SubPostV2(0, 0, nipost.Membership.LeafIndex, nipost.Post, nipost.Units);
        return new ActivationTxV2(
            challenge.PublishEpoch,
            challenge.PositioningAtx,
            coinbase,
            initial ? new InitialAtxPartsV2(challenge.CommitmentAtx!.Value, challenge.InitialPost!.Value) : null,
            initial ? [] : [challenge.PreviousAtx],
            [new NIPostV2(new MerkleProofV2(nipost.Membership.Nodes), nipost.PostChallenge, [post])],
            nipost.VrfNonce,
            [],
            null,
            identity,
            default);
    }
}
