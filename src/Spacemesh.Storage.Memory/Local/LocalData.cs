using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.Local;

/// <summary>All local tables.</summary>
internal sealed class LocalData(Journal journal)
{
    public Table<NodeId, ChallengeRow> Challenges { get; } = new(journal, row => row.Identity);

    public Table<NodeId, NipostRow> Niposts { get; } = new(journal, row => row.Identity);

    public Table<NodeId, InitialPostRow> InitialPosts { get; } = new(journal, row => row.Identity);

    public Table<(NodeId Identity, string Address), RegistrationRow> Registrations { get; } = new(journal, row => (row.Identity, row.Registration.Address));

    public Table<(NodeId Identity, ScaleBytes Certifier), PoetCertificateRow> Certificates { get; } = new(journal, row => (row.Identity, row.Certifier));

    public Table<(EpochId Epoch, AtxId Atx), TriesRow> Tries { get; } = new(journal, row => (row.Epoch, row.Atx));

    public Table<EpochId, AtxSyncRow> AtxSync { get; } = new(journal, row => row.Epoch);

    public Table<int, MalfeasanceSyncRow> MalfeasanceSync { get; } = new(journal, _ => 1);

    public Table<(ActiveSetKind Kind, EpochId Target), PreparedRow> Prepared { get; } = new(journal, row => (row.Kind, row.Target));
}
