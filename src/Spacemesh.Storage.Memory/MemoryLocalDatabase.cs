using Spacemesh.Ports.Local;
using Spacemesh.Storage.Memory.Local;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory;

/// <summary>The local state in memory, for simulations and tests. Answers as the file does; one lock lets one call in at a time.</summary>
public sealed class MemoryLocalDatabase : ILocalDatabase
{
    private readonly SharedData<LocalData> _data;
    private readonly MemoryLocalStores _stores;

    public MemoryLocalDatabase()
    {
        var journal = new Journal();
        _data = new SharedData<LocalData>(new LocalData(journal), journal);
        _stores = new MemoryLocalStores(_data);
    }

    public IChallengeStore Challenges => _stores.Challenges;

    public INipostStore Niposts => _stores.Niposts;

    public IInitialPostStore InitialPosts => _stores.InitialPosts;

    public IPoetRegistrationStore PoetRegistrations => _stores.PoetRegistrations;

    public IPoetCertificateStore PoetCertificates => _stores.PoetCertificates;

    public IAtxSyncStore AtxSync => _stores.AtxSync;

    public IMalfeasanceSyncStore MalfeasanceSync => _stores.MalfeasanceSync;

    public IPreparedActiveSetStore PreparedActiveSets => _stores.PreparedActiveSets;

    public ILocalTransaction Begin(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new MemoryLocalTransaction(_data.Begin());
    }

    public T Snapshot<T>(Func<ILocalStores, T> body) => _data.Snapshot(source => body(new MemoryLocalStores(source)));

    public void Dispose() => _data.Close();
}
