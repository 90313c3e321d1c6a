namespace Spacemesh.Services.Sync.Layers;

/// <summary>What came of a layer's data.</summary>
/// <param name="IsComplete">Every ballot that counts is here.</param>
/// <param name="Ballots">Ballots that peers listed.</param>
/// <param name="NewBallots">Of them stored just now.</param>
/// <param name="Problem">Why it is not complete; empty where it is.</param>
public readonly record struct LayerFetch(bool IsComplete, int Ballots, int NewBallots, string Problem);
