using Spacemesh.Primitives;

namespace Spacemesh.Api.Lists;

/// <summary><c>spacemesh.v2alpha1.AccountService</c> (spec 09a §6.2).</summary>
internal sealed class AccountLists(ApiContext api)
{
    public RpcServiceBinding Bind() => new RpcServiceBinding(V2alpha1.AccountReflection.Descriptor.Services[0])
        .Unary<V2alpha1.AccountRequest, V2alpha1.AccountList>("List", (request, _) => Task.FromResult(List(request)));

    private V2alpha1.AccountList List(V2alpha1.AccountRequest request)
    {
        var window = ListWindows.Of(request.Limit, request.Offset);
        Address[]? addresses = null;
        if (request.Addresses.Count > 0)
            addresses = [.. request.Addresses.Select(text => api.Addresses.ParseFilter(text) ?? throw Fault.Invalid("an address is empty"))];
        var list = new V2alpha1.AccountList();
        foreach (var account in Fault.Read(() => api.State.Accounts.List(addresses, window)))
            list.Accounts.Add(api.V2.Account(account, Fault.Read(() => api.Sources.Projections.Project(account.Address))));
        return list;
    }
}
