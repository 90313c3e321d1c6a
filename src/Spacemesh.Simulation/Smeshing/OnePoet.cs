using Spacemesh.Ports.Smeshing;

namespace Spacemesh.Simulation.Smeshing;

/// <summary>The configured PoETs of a simulated node: one.</summary>
internal sealed class OnePoet(IPoetClient poet) : IPoetClients
{
    public IReadOnlyList<IPoetClient> All { get; } = [poet];
}
