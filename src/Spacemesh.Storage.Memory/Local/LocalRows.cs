using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Memory.Local;

internal sealed record ChallengeRow(NodeId Identity, NipostChallenge Challenge, PoetProofRef? Reference, MerkleProofV1 Membership);

internal sealed record NipostRow(NodeId Identity, NipostState Nipost);

internal sealed record InitialPostRow(NodeId Identity, InitialPost Post);

internal sealed record RegistrationRow(NodeId Identity, PoetRegistration Registration);

internal sealed record PoetCertificateRow(NodeId Identity, ScaleBytes Certifier, StoredPoetCertificate Certificate);

internal sealed record TriesRow(EpochId Epoch, AtxId Atx, int Tries);

internal sealed record AtxSyncRow(EpochId Epoch, AtxSyncRequest Request);

internal sealed record MalfeasanceSyncRow(long Seconds);

internal sealed record PreparedRow(ActiveSetKind Kind, EpochId Target, PreparedActiveSet Set);
