namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>How far a long step has come.</summary>
/// <param name="Step">What is being done.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all; 0 where that is not known.</param>
/// <param name="Unit">What is counted.</param>
public readonly record struct OperationProgress(string Step, long Done, long Total, string Unit);
