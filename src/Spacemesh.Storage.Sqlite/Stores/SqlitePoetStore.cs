using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqlitePoetStore(IConnectionSource source) : SqliteStore(source), IPoetStore
{
    public InsertOutcome Add(PoetProofRef reference, ScaleBytes proof, ScaleBytes? serviceId, ScaleText roundId) => Insert(
        "INSERT INTO poets (ref, poet, service_id, round_id) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        s =>
        {
            s.BindId(1, reference).Bind(2, proof.Span).Bind(4, roundId.Bytes.Span);
            _ = serviceId is { } service ? s.Bind(3, service.Span) : s.BindNull(3);
        });

    public bool Contains(PoetProofRef reference) => Exists("SELECT 1 FROM poets WHERE ref = ?1", s => s.BindId(1, reference));

    public ScaleBytes? Find(PoetProofRef reference) =>
        Value("SELECT poet FROM poets WHERE ref = ?1", s => s.BindId(1, reference), s => ScaleBytes.Copy(s.Blob(0)));

    public PoetProofRef? ReferenceOf(ScaleBytes serviceId, ScaleText roundId) => Value(
        "SELECT ref FROM poets WHERE service_id = ?1 AND round_id = ?2 ORDER BY rowid DESC LIMIT 1",
        s => s.Bind(1, serviceId.Span).Bind(2, roundId.Bytes.Span),
        s => s.Id<PoetProofRef>(0));
}
