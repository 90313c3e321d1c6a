using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>The weight that the ATXs published in an epoch give to the next one (spec 10 §14).</summary>
/// <param name="PublishEpoch">The epoch in which they were published.</param>
/// <param name="Atxs">How many there are.</param>
/// <param name="Checkpointed">How many of them came from a checkpoint.</param>
/// <param name="Units">Their effective units.</param>
/// <param name="Weight">Sum of units × ticks of each.</param>
/// <param name="MaliciousAtxs">How many are of identities proven malicious; they count above as well.</param>
/// <param name="MaliciousWeight">Their weight.</param>
public sealed record EpochWeight(EpochId PublishEpoch, long Atxs, long Checkpointed, UInt128 Units, UInt128 Weight, long MaliciousAtxs, UInt128 MaliciousWeight)
{
    private const string Rows =
        """
        SELECT effective_num_units, tick_count, received = 0,
            EXISTS (SELECT 1 FROM identities WHERE identities.pubkey = atxs.pubkey) OR EXISTS (SELECT 1 FROM malfeasance WHERE malfeasance.pubkey = atxs.pubkey)
        FROM atxs WHERE epoch = ?1
        """;

    /// <summary>The epoch for which the weight counts.</summary>
    public EpochId TargetEpoch => new(checked(PublishEpoch.Value + 1));

    public static EpochWeight Of(string statePath, EpochId publishEpoch) => StateQueries.Run(statePath, connection => Of(connection, publishEpoch));

    internal static EpochWeight Of(Connection connection, EpochId publishEpoch)
    {
        var weight = new EpochWeight(publishEpoch, 0, 0, 0, 0, 0, 0);
        using var rows = connection.Cached(Rows);
        rows.Bind(1, publishEpoch.Value);
        while (rows.Step())
        {
            // 128 bits: no sum of 64-bit products overflows them.
            UInt128 one = (UInt128)rows.UInt64(0) * rows.UInt64(1);
            bool malicious = rows.Int64(3) != 0;
            weight = weight with
            {
                Atxs = weight.Atxs + 1,
                Checkpointed = weight.Checkpointed + rows.Int64(2),
                Units = weight.Units + rows.UInt64(0),
                Weight = weight.Weight + one,
                MaliciousAtxs = weight.MaliciousAtxs + (malicious ? 1 : 0),
                MaliciousWeight = weight.MaliciousWeight + (malicious ? one : 0),
            };
        }

        return weight;
    }
}
