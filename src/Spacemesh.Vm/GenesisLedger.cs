using Spacemesh.Crypto.Addresses;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm;

/// <summary>Accounts that exist before the first layer (spec 07 §11).</summary>
public static class GenesisLedger
{
    private static readonly (string Address, ulong Balance)[] MainnetVaults =
    [
        ("sm1qqqqqqylyl2l0zsmmax0wnutt4dwnrkcwef5eeq3xladz", 2_743_200_000_000_000),
        ("sm1qqqqqqyp8ueuuh2dgrc2g6ps4xvueyjpky6rfaqnxdy97", 5_867_100_000_000_000),
        ("sm1qqqqqqzgmt5vv4jgucas8vvrlu4daa4r29cunwqpv0trt", 1_022_800_000_000_000),
        ("sm1qqqqqq80we5pmwztmqgpxu6xasapgn65r4xjczqxu39a2", 409_000_000_000_000),
        ("sm1qqqqqqy6anfdew2sdtvuuaffjy0l7ssu9r8vjsss5c442", 2_045_400_000_000_000),
        ("sm1qqqqqqyw9lvmmayckrxlnf8u7850tsjdg8zz6dg956gxg", 270_600_000_000_000),
        ("sm1qqqqqq9a8g5act6ewmmmmmux8l570kr6l68htzsq94wg4", 4_090_900_000_000_000),
        ("sm1qqqqqqrgqc65x5q6exujgjs970fvcakd790na3gsr3uu7", 333_300_000_000_000),
        ("sm1qqqqqqpc4ppx8s4gmdaa5tzg35s6l3v6ujg6hmqz3s4lc", 859_100_000_000_000),
        ("sm1qqqqqq8za0geafhj4avegdwhtaw9fmgjh07s55cufk695", 293_300_000_000_000),
        ("sm1qqqqqqpf6djx3axy7aag8zhyf84ljsulhfypfxgpw5y0u", 1_990_600_000_000_000),
        ("sm1qqqqqq827v998nt99vupxlrfucdk0tapp2hjyygmn3kyd", 409_100_000_000_000),
        ("sm1qqqqqqpc55ghjq6sxf5k77yc8n82fkwhlj0jedcgw2zck", 4_909_100_000_000_000),
        ("sm1qqqqqqxq54zvz484hhcnrghnqrjlw26twwld32slz3lxa", 191_800_000_000_000),
        ("sm1qqqqqqyf5uc2n8mutm3tuateu5efcm9awvrclmcm5mhdf", 2_933_540_000_000_000),
        ("sm1qqqqqq99klpy92mwlfcft5lmz8q5sef2v2qvtucd9y55v", 2_933_540_000_000_000),
        ("sm1qqqqqqyjpjgup8fz32cufcv2nlqrr3nyvge7akqt0daea", 2_933_540_000_000_000),
        ("sm1qqqqqq8zukfwtggnfq4jaqpv6m8xgtg5ay2ezaqpr2w6y", 2_933_540_000_000_000),
        ("sm1qqqqqqrhftrq9knsetema7dt0qfzgd5a20m9rcczk0gk5", 2_933_540_000_000_000),
        ("sm1qqqqqqyfq5f522mmrzs4lczhaf30jh4pmqyfrzcg8vrpc", 3_303_792_000_000_000),
        ("sm1qqqqqqx55z5795569fq5kym3gw2h6zp6ajeh46c5wtrzf", 455_300_000_000_000),
        ("sm1qqqqqqyvet26gqsxjt6w50nnp80jvajr3n25xzsdpxn65", 831_250_000_000_000),
        ("sm1qqqqqqzgqpjxdw77aw74f8mz540rykda4x2jgjgaca7z5", 184_375_000_000_000),
        ("sm1qqqqqq9s5l9tc87wspycr68dfagmzxplzdn7zlcymnkup", 15_000_000_000_000),
        ("sm1qqqqqqptx3mdg4gm67arv4ykau6nfy6w9v03x9s49wmru", 100_000_000_000_000),
        ("sm1qqqqqq9fwfymdr7qv0tfc3ppa4q8ara6qm7kwugw9gdme", 500_000_000_000_000),
        ("sm1qqqqqqy3fc8nvdetan6qjz5cju7h4c60mjyvdlqnlqpxu", 15_688_500_000_000_000),
        ("sm1qqqqqqrt64knhuxu3kzq50ak04nrkk9yf2zxprshmvkcy", 88_818_783_000_000_000),
    ];

    /// <summary>The vaults of mainnet, not spawned yet; in smidge, 150,000,000 SMH in all.</summary>
    public static IReadOnlyList<Account> Mainnet { get; } =
        [.. MainnetVaults.Select(vault => EmptyAccount.At(AddressText.Parse(vault.Address, "sm")) with { Balance = vault.Balance })];
}
