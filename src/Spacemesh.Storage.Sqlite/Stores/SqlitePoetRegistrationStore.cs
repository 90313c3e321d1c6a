using Spacemesh.Ports.Local;
using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqlitePoetRegistrationStore(IConnectionSource source) : SqliteStore(source), IPoetRegistrationStore
{
    public InsertOutcome Add(NodeId identity, PoetRegistration registration) => Insert(
        "INSERT INTO poet_registration (id, hash, address, round_id, round_end) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        s => s.BindId(1, identity).BindId(2, registration.ChallengeHash).BindText(3, registration.Address).BindText(4, registration.RoundId)
            .Bind(5, registration.RoundEndSeconds));

    public IReadOnlyList<PoetRegistration> Of(NodeId identity) => Rows(
        "SELECT hash, address, round_id, round_end FROM poet_registration WHERE id = ?1 ORDER BY address",
        s => s.BindId(1, identity),
        s => new PoetRegistration(s.Id<Hash32>(0), s.Text(1), s.Text(2), s.Int64(3)));

    public void Remove(NodeId identity) => Run("DELETE FROM poet_registration WHERE id = ?1", s => s.BindId(1, identity));
}
