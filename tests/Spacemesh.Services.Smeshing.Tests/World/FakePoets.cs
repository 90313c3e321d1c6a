using Spacemesh.Ports.Smeshing;

namespace Spacemesh.Services.Smeshing.Tests.World;

internal sealed class FakePoets(params IReadOnlyList<IPoetClient> poets) : IPoetClients
{
    public IReadOnlyList<IPoetClient> All { get; set; } = poets;
}
