namespace Lumina.Environments;

/// <summary>What must hold for infrastructure.</summary>
internal static class InfrastructureRules
{
    private const int CronFields = 5;

    public static void Check(string path, InfrastructureSpec infrastructure, FaultList faults)
    {
        faults.NotBlankIfGiven(path, "region", infrastructure.Region);
        faults.NotBlankIfGiven(path, "instanceType", infrastructure.InstanceType);
        faults.Range(path, "instanceCount", infrastructure.InstanceCount, Bounds.Instances);
        if (infrastructure.AutoScaling is { } scaling)
        {
            CheckScaling(path, scaling, infrastructure.InstanceCount, faults);
        }

        if (infrastructure.LoadBalancer is { } balancer)
        {
            CheckLoadBalancer($"{path}.loadBalancer", balancer, faults);
        }

        if (infrastructure.Domain is { } domain)
        {
            CheckDomain($"{path}.domain", domain, faults);
        }

        if (infrastructure.Backup is { } backup)
        {
            CheckBackup($"{path}.backup", backup, faults);
        }

        faults.Distinct($"{path}.resources", infrastructure.Resources, resource => resource.Name, ".name", "resource");
        for (int i = 0; i < infrastructure.Resources.Count; i++)
        {
            faults.Label($"{path}.resources[{i}]", "name", infrastructure.Resources[i].Name, "a resource");
            faults.Word($"{path}.resources[{i}]", "type", infrastructure.Resources[i].Type.Name, "type of resource", "ec2, s3 or lambda");
        }
    }

    private static void CheckScaling(string path, AutoScalingSpec scaling, int instances, FaultList faults)
    {
        string place = $"{path}.autoScaling";
        faults.Range(place, "minimum", scaling.Minimum, Bounds.Instances);
        faults.Range(place, "maximum", scaling.Maximum, Bounds.Instances);
        faults.Range(place, "targetCpuPercent", scaling.TargetCpuPercent, Bounds.Percent);
        if (scaling.Maximum < scaling.Minimum)
        {
            faults.Add($"{place}.maximum", $"{scaling.Maximum} is less than minimum, which is {scaling.Minimum}.", "Make maximum minimum or more.");
        }
        else if (instances != 0 && (instances < scaling.Minimum || instances > scaling.Maximum))
        {
            faults.Add($"{path}.instanceCount", $"{instances} is outside autoScaling, which is {scaling.Minimum} to {scaling.Maximum}.", "Take a number within it, or leave it out.");
        }
    }

    private static void CheckLoadBalancer(string path, LoadBalancerSpec balancer, FaultList faults)
    {
        if (balancer.Ports.Count == 0)
        {
            faults.Add($"{path}.ports", "It listens on no port.", "Give it at least one.");
        }

        faults.Distinct($"{path}.ports", balancer.Ports, port => port, "", "entry a port");
        for (int i = 0; i < balancer.Ports.Count; i++)
        {
            faults.Range($"{path}.ports[{i}]", "", balancer.Ports[i], Bounds.Port);
        }
    }

    private static void CheckDomain(string path, DomainSpec domain, FaultList faults)
    {
        string name = domain.Name ?? "";
        if (name.Length > Bounds.DomainLength || Uri.CheckHostName(name) != UriHostNameType.Dns)
        {
            faults.Add($"{path}.name", $"'{name}' is no domain name.", $"Write one of up to {Bounds.DomainLength} characters, such as checkout.test.example.com.");
        }

        faults.NotBlankIfGiven(path, "certificate", domain.Certificate);
        if (domain is { Tls: false, Certificate: not null })
        {
            faults.Add($"{path}.certificate", $"'{domain.Certificate}' is a certificate, and tls is off.", "Turn tls on or leave the certificate out.");
        }
    }

    private static void CheckBackup(string path, BackupSpec backup, FaultList faults)
    {
        faults.Range(path, "retentionDays", backup.RetentionDays, Bounds.BackupDays);
        if (backup.Schedule is { } schedule && schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length != CronFields)
        {
            faults.Add($"{path}.schedule", $"'{schedule}' is no cron expression.", "It has five fields: minute, hour, day, month and day of the week, such as 0 3 * * *.");
        }
    }
}
