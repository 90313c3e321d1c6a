namespace Spacemesh.Services.Smeshing.Tests.Simulation;

/// <summary>The process is gone.</summary>
internal sealed class KilledException() : Exception("killed");
