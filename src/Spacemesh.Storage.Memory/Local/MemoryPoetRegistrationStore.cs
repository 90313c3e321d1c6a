using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.Local;

internal sealed class MemoryPoetRegistrationStore(IDataSource<LocalData> source) : IPoetRegistrationStore
{
    public InsertOutcome Add(NodeId identity, PoetRegistration registration) =>
        source.Write(data => data.Registrations.TryAdd(new RegistrationRow(identity, registration))) ? InsertOutcome.Added : InsertOutcome.ObjectExists;

    public IReadOnlyList<PoetRegistration> Of(NodeId identity) => source.Read(data =>
        data.Registrations.Rows.Where(row => row.Identity == identity).Select(row => row.Registration)
            .OrderBy(registration => registration.Address, StringComparer.Ordinal).ToList());

    public void Remove(NodeId identity) => source.Write(data =>
    {
        data.Registrations.RemoveAll(row => row.Identity == identity);
        return 0;
    });
}
