using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteAccountStore(IConnectionSource source) : SqliteStore(source), IAccountStore
{
    private const string Columns = "layer_updated, address, next_nonce, balance, template, state";

    public Account Latest(Address address) =>
        Row($"SELECT {Columns} FROM accounts WHERE address = ?1 ORDER BY layer_updated DESC LIMIT 1", s => s.BindId(1, address), Record) ?? Missing(address);

    public Account At(Address address, LayerId layer) => Row(
        $"SELECT {Columns} FROM accounts WHERE address = ?1 AND layer_updated <= ?2 ORDER BY layer_updated DESC LIMIT 1",
        s => s.BindId(1, address).Bind(2, layer.Value),
        Record) ?? Missing(address);

    public bool Contains(Address address) => Exists("SELECT 1 FROM accounts WHERE address = ?1 LIMIT 1", s => s.BindId(1, address));

    public IReadOnlyList<Account> All() => Snapshot(LayerId.Max);

    public IReadOnlyList<Account> Snapshot(LayerId layer) => Rows(
        $"""
        SELECT {Columns} FROM (
            SELECT *, row_number() OVER (PARTITION BY address ORDER BY layer_updated DESC) AS position FROM accounts WHERE layer_updated <= ?1)
        WHERE position = 1 ORDER BY address
        """,
        s => s.Bind(1, layer.Value),
        Record);

    public IReadOnlyList<Account> List(IReadOnlyList<Address>? addresses, ListWindow window) => Read(connection => new ListQuery()
        .WhereIn("address", addresses)
        .Rows(
            connection,
            $"SELECT {Columns} FROM (SELECT *, row_number() OVER (PARTITION BY address ORDER BY layer_updated DESC) AS position FROM accounts",
            ") WHERE position = 1 ORDER BY layer_updated DESC, address",
            window,
            Record));

    public InsertOutcome Update(Account account) => Insert(
        "INSERT INTO accounts (address, balance, next_nonce, layer_updated, template, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
        s =>
        {
            s.BindId(1, account.Address).Bind(2, account.Balance).Bind(3, account.NextNonce).Bind(4, account.Layer.Value).BindIdOrNull(5, account.TemplateAddress);
            if (account.TemplateAddress is null)
                s.BindNull(6);
            else
                s.Bind(6, account.State.Span);
        });

    public void Revert(LayerId layer) => Run("DELETE FROM accounts WHERE layer_updated > ?1", s => s.Bind(1, layer.Value));

    private static Account Missing(Address address) => new(default, address, 0, 0, null, default);

    private static Account Record(Statement row) => new(
        new LayerId(row.UInt32(0)),
        row.Id<Address>(1),
        row.UInt64(2),
        row.UInt64(3),
        row.Blob(4).IsEmpty ? null : row.Id<Address>(4),
        ScaleBytes.Copy(row.Blob(5)));
}
