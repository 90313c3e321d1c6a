namespace Spacemesh.Services.Smeshing.Proving;

/// <summary>The stored initial PoST does not fit the data of the PoST service: units or commitment changed (spec 04 §4.10).</summary>
public sealed class InitialPostRefusedException(string message) : Exception(message);
