using Spacemesh.Wire.Transactions;

namespace Spacemesh.Ports.State;

/// <summary>The rows of a checkpoint (spec 10 §11, 08 §15).</summary>
/// <param name="Accounts">By address, as of the snapshot layer.</param>
/// <param name="Atxs">The newest of every smesher, then the marriage ATXs that are not among them.</param>
/// <param name="Marriages">By identity.</param>
public sealed record CheckpointContent(IReadOnlyList<Account> Accounts, IReadOnlyList<CheckpointedAtx> Atxs, IReadOnlyList<MarriageRecord> Marriages);
